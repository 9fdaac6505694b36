package io.millrace.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.CommandFailedException;
import io.millrace.cli.client.ApiClient;
import io.millrace.cli.client.NobodyThereException;
import io.millrace.cli.text.Console;
import io.millrace.cluster.directory.ApiRole;
import io.millrace.cluster.directory.ClusterDirectory;
import io.millrace.cluster.directory.ClusterSettings;
import io.millrace.cluster.directory.CoordinatorAddress;
import io.millrace.cluster.scheduler.ClusterLauncher;
import io.millrace.cluster.scheduler.ClusterLauncher.Launch;
import io.millrace.cluster.scheduler.ClusterLauncher.LaunchException;
import io.millrace.cluster.scheduler.LaunchOptions;
import io.millrace.cluster.scheduler.local.LocalCoordinator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** Starts a cluster's coordinator and waits until it and all workers are ready. */
public final class ClusterStart {
  private static final Waiting PATIENCE = new Waiting(90);

  /** Elsewhere, jars have to get there, and others may have to give room. */
  private static final Waiting PATIENCE_ELSEWHERE = new Waiting(300);

  private final ClusterDirectory directory;
  private final ClusterSettings settings;
  private final Console console;
  private final Waiting patience;
  private final Starter starter;
  private String token;

  /** Has a coordinator started; the directory is made. */
  private interface Starter {
    Launch start() throws LaunchException;
  }

  /** A start of the cluster in this directory, which may be new, on this machine. */
  public ClusterStart(ClusterDirectory directory, ClusterSettings settings, Console console) {
    this(
        directory, settings, console, PATIENCE, () -> LocalCoordinator.start(directory, List.of()));
  }

  ClusterStart(
      ClusterDirectory directory, ClusterSettings settings, Console console, String mainClass) {
    this(
        directory,
        settings,
        console,
        PATIENCE,
        () -> LocalCoordinator.start(directory, mainClass, List.of()));
  }

  /**
   * A start with workers where a launcher's scheduler finds places.
   *
   * @param options see {@link ClusterLauncher}
   */
  public ClusterStart(
      ClusterDirectory directory,
      ClusterSettings settings,
      Console console,
      ClusterLauncher launcher,
      LaunchOptions options) {
    this(
        directory,
        settings,
        console,
        PATIENCE_ELSEWHERE,
        () -> launcher.launch(directory, settings, options));
  }

  private ClusterStart(
      ClusterDirectory directory,
      ClusterSettings settings,
      Console console,
      Waiting patience,
      Starter starter) {
    this.directory = directory;
    this.settings = settings;
    this.console = console;
    this.patience = patience;
    this.starter = starter;
  }

  /**
   * Starts it; returns what the coordinator says when all workers are ready.
   *
   * @throws CommandFailedException if it runs already, ends at once, or is not ready in time
   */
  public JsonNode untilReady() throws InterruptedException {
    directory.create(); // first: what it asks its coordinator with is there
    refuseIfItRuns();
    settings.write(directory);
    long former = directory.coordinator().map(CoordinatorAddress::incarnation).orElse(0L);
    try (Launch launch = starter.start()) {
      LaunchedCoordinator started = new LaunchedCoordinator(launch, former);
      return patience.until(() -> ready(started)).orElseThrow(() -> notReady(started));
    } catch (LaunchException e) {
      throw new CommandFailedException(e.getMessage(), e);
    } finally {
      console.clearProgress();
    }
  }

  private void refuseIfItRuns() {
    Optional<JsonNode> running = directory.coordinator().flatMap(this::cluster);
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

  private Optional<JsonNode> cluster(CoordinatorAddress coordinator) {
    if (token == null) {
      token = directory.apiTokens().of(ApiRole.ADMIN);
    }
    try {
      return Optional.of(
          new ApiClient(coordinator.api(), "no coordinator yet", token).get("/cluster"));
    } catch (NobodyThereException e) {
      return Optional.empty();
    }
  }

  private Optional<JsonNode> ready(LaunchedCoordinator started) {
    Optional<JsonNode> cluster = cluster(started);
    if (cluster.isEmpty()) {
      started
          .launch()
          .ended()
          .ifPresent(
              why -> {
                throw new CommandFailedException("coordinator ended at its start: " + why);
              });
    }
    if (console.isErrTerminal()) {
      console.progress(
          cluster.isEmpty()
              ? started.launch().progress() + " ..."
              : "starting workers: " + live(cluster.get()) + " of " + settings.workers());
    }
    return cluster.filter(seen -> live(seen) >= settings.workers());
  }

  private Optional<JsonNode> cluster(LaunchedCoordinator started) {
    return directory.coordinator().filter(started::isAt).flatMap(this::cluster);
  }

  private static long live(JsonNode cluster) {
    return workers(cluster).stream()
        .filter(worker -> worker.path("phase").asText().equals("live"))
        .count();
  }

  private static List<JsonNode> workers(JsonNode cluster) {
    return StreamSupport.stream(cluster.path("workers").spliterator(), false).toList();
  }

  private CommandFailedException notReady(LaunchedCoordinator started) {
    Optional<JsonNode> cluster = cluster(started);
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
            + patience.seconds()
            + ", workers="
            + cluster.map(ClusterStart::live).orElse(0L)
            + " of "
            + settings.workers()
            + (cluster.isEmpty() ? ", " + started.launch().progress() : "")
            + (missing.isEmpty() ? "" : ", missing=" + missing)
            + "; it goes on trying: see 'millrace cluster status' and 'millrace logs'");
  }
}
