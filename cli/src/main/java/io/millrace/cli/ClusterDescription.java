package io.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.millrace.cli.client.ApiClient;
import io.millrace.cli.text.Console;
import io.millrace.cli.text.Quantity;
import io.millrace.cli.text.Style;
import io.millrace.cli.text.Table;

/** Shows an application of a cluster: where its partitions are, and what happened to them. */
final class ClusterDescription {
  private static final int EVENTS_SHOWN = 20;

  private final Main main;

  ClusterDescription(Main main) {
    this.main = main;
  }

  void print(ApiClient client, String given) {
    JsonNode application = client.get(ClusterApps.path(ClusterApps.name(client, given)));
    Console console = main.console();
    if (main.wantsJson()) {
      console.print(application.toString());
      return;
    }
    console.print(head(application));
    section("Workers", workers(application));
    section("Partitions", partitions(application));
    section(mirrorTitle(application), mirror(application));
    section("What happened", events(application));
  }

  private void section(String title, Table table) {
    if (!table.isEmpty()) {
      Console console = main.console();
      console.print("");
      console.print(console.paint(Style.HEADING, title));
      console.print("  " + table.format(console).replace("\n", "\n  "));
    }
  }

  private String head(JsonNode application) {
    String failure = application.path("failure").asText("");
    return main.console().paint(Style.HEADING, application.path("application").asText())
        + "  "
        + application.path("phase").asText()
        + ", version "
        + application.path("version").asText()
        + " ("
        + application.path("hash").asText()
        + "), durability "
        + application.path("durability").asText()
        + ", state "
        + application.path("state").asText("heap")
        + ", epoch "
        + Quantity.count(application.path("epoch").asLong())
        + (failure.isEmpty() ? "" : "\n" + failure);
  }

  private static Table workers(JsonNode application) {
    Table table = new Table("WORKER", "HOST", "#PID", "PARTITIONS");
    for (JsonNode worker : application.path("workers")) {
      table.row(
          worker.path("id").asText(),
          ClusterApps.orDash(worker.path("host")),
          ClusterApps.orDash(worker.path("pid")),
          TopicsVerb.joined(worker.path("partitions")));
    }
    return table;
  }

  private static Table partitions(JsonNode application) {
    Table table =
        new Table(
            "#PARTITION",
            "OWNER",
            "FOLLOWER",
            "IN SYNC",
            "#TERM",
            "#EPOCH",
            "#OFFSET",
            "#STABLE",
            "#LAG",
            "#SNAPSHOT",
            "STATE");
    for (JsonNode partition : application.path("partitions")) {
      String failure = partition.path("failure").asText("");
      table.row(
          partition.path("id").asText(),
          ClusterApps.orDash(partition.path("owner")),
          ClusterApps.orDash(partition.path("follower")),
          partition.path("inSync").asBoolean() ? "yes" : "no",
          partition.path("term").asText(),
          ClusterApps.orDash(partition.path("epoch")),
          ClusterApps.orDash(partition.path("offset")),
          ClusterApps.orDash(partition.path("stable")),
          ClusterApps.orDash(partition.path("lag")),
          ClusterApps.orDash(partition.path("snapshotOffset")),
          failure.isEmpty() ? partition.path("live").asBoolean() ? "live" : "recovering" : failure);
    }
    return table;
  }

  private static String mirrorTitle(JsonNode application) {
    JsonNode epoch = application.path("mirror").path("epoch");
    return epoch.isNumber()
        ? "Mirror: all can go back to epoch " + Quantity.count(epoch.asLong())
        : "Mirror: there is no epoch yet to which all can go back";
  }

  private static Table mirror(JsonNode application) {
    Table table = new Table("#PARTITION", "#EPOCH", "#OFFSET", "#BEHIND", "STATE");
    for (JsonNode place : application.path("mirror").path("partitions")) {
      JsonNode stable = stable(application, place.path("id").asInt());
      JsonNode offset = place.path("offset");
      String failure = place.path("failure").asText("");
      table.row(
          place.path("id").asText(),
          ClusterApps.orDash(place.path("epoch")),
          ClusterApps.orDash(offset),
          stable.isNumber() && offset.isNumber()
              ? String.valueOf(Math.max(0, stable.asLong() - offset.asLong()))
              : null,
          failure.isEmpty() ? "written" : failure);
    }
    return table;
  }

  private static JsonNode stable(JsonNode application, int partition) {
    for (JsonNode one : application.path("partitions")) {
      if (one.path("id").asInt() == partition) {
        return one.path("stable");
      }
    }
    return MissingNode.getInstance();
  }

  private static Table events(JsonNode application) {
    Table table = new Table("AT", "#PARTITION", "EVENT");
    JsonNode history = application.path("history");
    for (int i = Math.max(0, history.size() - EVENTS_SHOWN); i < history.size(); i++) {
      JsonNode event = history.get(i);
      table.row(
          event.path("at").asText(),
          ClusterApps.orDash(event.path("partition")),
          event.path("what").asText());
    }
    return table;
  }
}
