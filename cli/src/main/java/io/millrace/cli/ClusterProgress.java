package io.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.client.ApiClient;
import io.millrace.cli.cluster.Waiting;
import io.millrace.cli.text.Quantity;
import java.util.Optional;

/** Waits for what becomes of an application of a cluster. */
final class ClusterProgress {
  private static final Waiting PATIENCE = new Waiting(90);
  private static final long LOOK_MS = 200;

  private final Main main;
  private final ApiClient client;
  private final String name;

  ClusterProgress(Main main, ApiClient client, String name) {
    this.main = main;
    this.client = client;
    this.name = name;
  }

  /**
   * Waits until all partitions are live; returns the application's description.
   *
   * @throws CommandFailedException if it fails, or takes too long
   */
  JsonNode untilLive() throws InterruptedException {
    try {
      return PATIENCE
          .until(this::live)
          .orElseThrow(
              () ->
                  new CommandFailedException(
                      "application is not live yet: app="
                          + name
                          + ", seconds="
                          + PATIENCE.seconds()
                          + "; the cluster goes on trying: see 'millrace describe "
                          + name
                          + "'"));
    } finally {
      main.console().clearProgress();
    }
  }

  /**
   * Waits until all input is worked off, however long that takes; returns the application's
   * description.
   *
   * @throws CommandFailedException if it fails or is stopped
   */
  JsonNode untilFinished() throws InterruptedException {
    try {
      while (true) {
        JsonNode application = description();
        String phase = application.path("phase").asText();
        if (phase.equals("finished")) {
          return application;
        }
        if (phase.equals("stopping")) {
          throw new CommandFailedException(
              "application was stopped before it had finished: app=" + name);
        }
        if (main.console().isErrTerminal()) {
          main.console()
              .progress(
                  name
                      + ": "
                      + Quantity.count(application.path("figures").path("records").asLong())
                      + " records read");
        }
        Thread.sleep(LOOK_MS);
      }
    } finally {
      main.console().clearProgress();
    }
  }

  private JsonNode description() {
    JsonNode application = client.get(ClusterApps.path(name));
    if (application.path("phase").asText().equals("failed")) {
      throw new CommandFailedException(
          "application failed: app="
              + name
              + ", "
              + application.path("failure").asText("see 'millrace describe " + name + "'"));
    }
    return application;
  }

  private Optional<JsonNode> live() {
    JsonNode application = description();
    String phase = application.path("phase").asText();
    if (main.console().isErrTerminal()) {
      long live = 0;
      for (JsonNode partition : application.path("partitions")) {
        live += partition.path("live").asBoolean() ? 1 : 0;
      }
      main.console()
          .progress(
              name + ": " + live + " of " + application.path("partitions").size() + " partitions");
    }
    return Optional.of(application)
        .filter(a -> phase.equals("running") || phase.equals("finished"));
  }

  /** Waits until the cluster knows it no longer. */
  void untilGone() throws InterruptedException {
    if (PATIENCE.until(this::gone).isEmpty()) {
      throw new CommandFailedException(
          "application still ends: app="
              + name
              + ", seconds="
              + PATIENCE.seconds()
              + "; 'millrace describe "
              + name
              + "' shows how it stands");
    }
  }

  private Optional<Boolean> gone() {
    for (JsonNode application : client.get("/apps")) {
      if (application.path("application").asText().equals(name)) {
        return Optional.empty();
      }
    }
    return Optional.of(true);
  }
}
