package io.millrace.cli;

import io.millrace.cli.client.ApiClient;
import io.millrace.cli.client.ClusterLocation;
import io.millrace.cli.client.NobodyThereException;
import io.millrace.cli.cluster.Waiting;
import io.millrace.cluster.directory.ClusterDirectory;
import io.millrace.cluster.directory.CoordinatorLock;
import io.millrace.cluster.scheduler.ClusterLauncher;
import io.millrace.cluster.scheduler.ClusterLauncher.LaunchException;
import io.millrace.cluster.scheduler.SchedulerKinds;
import io.millrace.cluster.scheduler.local.LocalScheduler;
import io.millrace.connector.files.JsonValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code millrace cluster stop}. */
@Command(
    name = "stop",
    description = {
      "Ends all workers in order, then the coordinator.",
      "What is deployed stays so: it runs again, from where it was, when the cluster is started."
    })
final class ClusterStopVerb implements Callable<Integer> {
  private static final Waiting PATIENCE = new Waiting(90);

  @ParentCommand private ClusterVerb parent;
  @Mixin private ClusterOptions cluster;

  @Option(
      names = "--force",
      description =
          "Kill the workers if the coordinator is dead; nothing that is stable is"
              + " lost by that.")
  private boolean force;

  @Override
  public Integer call() throws InterruptedException {
    ClusterLocation location = cluster.location();
    List<String> killed = List.of();
    try {
      ApiClient client = location.client();
      client.post("/cluster/stop");
      if (PATIENCE.until(() -> isGone(client)).isEmpty()) {
        throw new CommandFailedException(
            "cluster still ends: cluster="
                + location
                + ", seconds="
                + PATIENCE.seconds()
                + "; 'millrace cluster status' shows what it waits for");
      }
    } catch (NobodyThereException e) {
      if (!force) {
        throw new CommandFailedException(
            e.getMessage() + ", or 'millrace cluster stop --force' kills them", e);
      }
      killed = kill(location.requiredDirectory("workers are known by the cluster's directory"));
    }
    parent
        .main()
        .console()
        .print(
            parent.main().wantsJson()
                ? JsonValues.toJson(Map.of("stopped", location.toString(), "killed", killed))
                : "cluster stopped: "
                    + location
                    + (killed.isEmpty() ? "" : ", workers killed: " + killed));
    return 0;
  }

  /** While it ends, it answers or refuses; when it is gone, nobody does. */
  private static Optional<Boolean> isGone(ApiClient client) {
    try {
      client.get("/health");
      return Optional.empty();
    } catch (NobodyThereException e) {
      return Optional.of(true);
    } catch (CommandFailedException e) {
      return Optional.empty();
    }
  }

  private static List<String> kill(ClusterDirectory directory) {
    if (!directory.isLocal()) {
      return killAll(directory);
    }
    CoordinatorLock lock =
        CoordinatorLock.tryTake(directory)
            .orElseThrow(
                () ->
                    new CommandFailedException(
                        "coordinator is there, but does not answer: pid="
                            + directory.coordinator().orElseThrow().pid()
                            + "; kill it first"));
    try {
      return killAll(directory);
    } finally {
      lock.close();
    }
  }

  /** All that was started of it, by whatever did so. */
  private static List<String> killAll(ClusterDirectory directory) {
    List<String> killed = new ArrayList<>();
    try {
      for (ClusterLauncher launcher : SchedulerKinds.launchers()) {
        launcher.kill(directory).ifPresent(killed::add);
      }
    } catch (LaunchException e) {
      throw new CommandFailedException(e.getMessage(), e);
    }
    if (directory.isLocal()) {
      killed.addAll(LocalScheduler.killAll(directory));
    }
    directory.forgetCoordinator();
    return killed;
  }
}
