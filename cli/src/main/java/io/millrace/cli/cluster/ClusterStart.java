package io.millrace.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.CommandFailedException;
import io.millrace.cli.client.ApiClient;
import io.millrace.cli.client.NobodyThereException;
import io.millrace.cli.text.Console;
import io.millrace.cluster.directory.ClusterDirectory;
import io.millrace.cluster.directory.ClusterSettings;
import io.millrace.cluster.directory.CoordinatorAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** Starts a cluster's coordinator and waits until it and all workers are ready. */
public final class ClusterStart {
  private static final Waiting PATIENCE = new Waiting(90);

  private final ClusterDirectory directory;
  private final ClusterSettings settings;
  private final Console console;
  private final String mainClass;

  /** A start of the cluster in this directory, which may be new. */
  public ClusterStart(ClusterDirectory directory, ClusterSettings settings, Console console) {
    this(directory, settings, console, CoordinatorProcess.MAIN);
  }

  ClusterStart(
      ClusterDirectory directory, ClusterSettings settings, Console console, String mainClass) {
    this.directory = directory;
    this.settings = settings;
    this.console = console;
    this.mainClass = mainClass;
  }

  /**
   * Starts it; returns what the coordinator says when all workers are ready.
   *
   * @throws CommandFailedException if it runs already, ends at once, or is not ready in time
   */
  public JsonNode untilReady() throws InterruptedException {
    refuseIfItRuns();
    directory.create();
    settings.write(directory);
    CoordinatorProcess process = CoordinatorProcess.start(directory, mainClass);
    try {
      return PATIENCE.until(() -> ready(process)).orElseThrow(() -> notReady(process));
    } finally {
      console.clearProgress();
    }
  }

  private void refuseIfItRuns() {
    Optional<JsonNode> running = directory.coordinator().flatMap(ClusterStart::cluster);
    if (running.isPresent()) {
      throw new CommandFailedException(
          "cluster runs already: name="
              + running.get().path("cluster").asText()
              + ", workers="
              + running.get().path("workers").size()
              + ", api="
              + directory.coordinator().orElseThrow().api()
              + "; 'millrace cluster status' shows it, 'millrace cluster stop' ends it");
    }
  }

  private static Optional<JsonNode> cluster(CoordinatorAddress coordinator) {
    try {
      return Optional.of(new ApiClient(coordinator.api()).get("/cluster"));
    } catch (NobodyThereException e) {
      return Optional.empty();
    }
  }

  private Optional<JsonNode> ready(CoordinatorProcess process) {
    if (!process.isAlive()) {
      throw new CommandFailedException(
          "coordinator ended at its start: "
              + process.lastLine()
              + "; the whole log: "
              + directory.log(CoordinatorProcess.NAME));
    }
    Optional<JsonNode> cluster = cluster(process);
    if (console.isErrTerminal()) {
      console.progress(
          cluster.isEmpty()
              ? "starting the coordinator ..."
              : "starting workers: " + live(cluster.get()) + " of " + settings.workers());
    }
    return cluster.filter(seen -> live(seen) >= settings.workers());
  }

  private Optional<JsonNode> cluster(CoordinatorProcess process) {
    return directory
        .coordinator()
        .filter(announced -> announced.pid() == process.pid())
        .flatMap(ClusterStart::cluster);
  }

  private static long live(JsonNode cluster) {
    return workers(cluster).stream()
        .filter(worker -> worker.path("phase").asText().equals("live"))
        .count();
  }

  private static List<JsonNode> workers(JsonNode cluster) {
    return StreamSupport.stream(cluster.path("workers").spliterator(), false).toList();
  }

  private CommandFailedException notReady(CoordinatorProcess process) {
    Optional<JsonNode> cluster = cluster(process);
    List<String> missing = new ArrayList<>();
    cluster.stream()
        .flatMap(seen -> workers(seen).stream())
        .filter(worker -> !worker.path("phase").asText().equals("live"))
        .forEach(
            worker ->
                missing.add(
                    worker.path("id").asText()
                        + " ("
                        + worker.path("cause").asText(worker.path("phase").asText())
                        + ")"));
    return new CommandFailedException(
        "cluster not ready in time: seconds="
            + PATIENCE.seconds()
            + ", workers="
            + cluster.map(ClusterStart::live).orElse(0L)
            + " of "
            + settings.workers()
            + (missing.isEmpty() ? "" : ", missing=" + missing)
            + "; it goes on trying: see 'millrace cluster status' and the logs in "
            + directory.logs());
  }
}
