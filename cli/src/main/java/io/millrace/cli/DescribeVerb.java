package io.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.cli.client.ApiClient;
import io.millrace.cli.text.Console;
import io.millrace.cli.text.Quantity;
import io.millrace.cli.text.Style;
import io.millrace.cli.text.Table;
import io.millrace.connector.files.JsonValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code millrace describe}: what a running application is made of and how it stands. */
@Command(
    name = "describe",
    description = "Shows what a running application is made of, and how it stands.")
final class DescribeVerb implements Runnable {
  @ParentCommand private Main main;
  @Mixin private ClientOptions api;
  @Mixin private ClusterOptions cluster;

  @Parameters(
      arity = "0..1",
      paramLabel = "APP",
      description = "Which application of the cluster, if it has several.")
  private String name;

  @Override
  public void run() {
    if (cluster.areMeant(api)) {
      new ClusterDescription(main).print(cluster.client(), name);
      return;
    }
    ApiClient client = api.client();
    JsonNode status = client.get("/status");
    checkName(status.path("application").asText());
    JsonNode topology = client.get("/topology");
    if (main.wantsJson()) {
      ObjectNode all = JsonValues.mapper().createObjectNode();
      all.set("status", status);
      all.set("topology", topology);
      main.console().print(all.toString());
      return;
    }
    Console console = main.console();
    console.print(head(status));
    section("Sources", sources(status, topology));
    section("Functions", functions(topology));
    section("Topics", TopicsVerb.table(topology.path("topics")));
    section("Sinks", sinks(status, topology));
    section("Counters", counters(status));
  }

  private void checkName(String running) {
    if (name != null && !name.equals(running)) {
      throw new WrongUsageException("unknown application: app=" + name + "; there runs " + running);
    }
  }

  private void section(String title, Table table) {
    if (!table.isEmpty()) {
      main.console().print("");
      main.console().print(main.console().paint(Style.HEADING, title));
      main.console().print("  " + table.format(main.console()).replace("\n", "\n  "));
    }
  }

  private String head(JsonNode status) {
    StringBuilder text = new StringBuilder();
    text.append(main.console().paint(Style.HEADING, status.path("application").asText()));
    text.append("  ").append(status.path("phase").asText());
    text.append(" for ").append(Quantity.seconds(status.path("uptimeSeconds").asDouble()));
    text.append("\n  partitions ").append(status.path("partitions").asText());
    text.append(", term ").append(status.path("term").asText());
    text.append(", epoch ").append(status.path("epoch").asText());
    text.append(", code version ").append(status.path("codeVersion").asText());
    text.append("\n  lag ").append(Quantity.count(status.path("lag").asLong()));
    text.append(" records, journals ").append(Quantity.bytes(status.path("journalBytes").asLong()));
    text.append("\n  state on ").append(status.path("state").asText());
    text.append(": ").append(Quantity.count(status.path("stateEntries").asLong()));
    text.append(" entries, ").append(Quantity.bytes(status.path("stateBytes").asLong()));
    if (status.path("journalFull").asBoolean()) {
      text.append("\n  ")
          .append(main.console().paint(Style.ERROR, "waiting: the disk of the journals is full"));
    }
    for (Map.Entry<String, JsonNode> sink : status.path("waitingSinks").properties()) {
      String line = "sink " + sink.getKey() + " waiting: " + sink.getValue().asText();
      text.append("\n  ").append(main.console().paint(Style.ERROR, line));
    }
    return text.toString();
  }

  private static Table sources(JsonNode status, JsonNode topology) {
    Table table = new Table("SOURCE", "TOPIC", "FROM", "#SPLITS", "#RECORDS", "#MALFORMED");
    for (JsonNode source : topology.path("sources")) {
      JsonNode counted = status.path("sources").path(source.path("name").asText());
      table.row(
          source.path("name").asText(),
          source.path("topic").asText(),
          source.path("address").asText(),
          counted.path("splits").size(),
          Quantity.count(counted.path("records").asLong()),
          Quantity.count(counted.path("malformed").asLong()));
    }
    return table;
  }

  private static Table functions(JsonNode topology) {
    Table table = new Table("FUNCTION", "READS", "EMITS", "STATE", "TIMERS", "ON FAILURE");
    for (JsonNode function : topology.path("functions")) {
      List<String> states = new ArrayList<>();
      for (JsonNode state : function.path("state")) {
        String expiry = state.path("expiry").asText("");
        states.add(
            state.path("name").asText()
                + " ("
                + state.path("kind").asText()
                + (expiry.isEmpty() ? "" : ", " + expiry)
                + ")");
      }
      table.row(
          function.path("name").asText(),
          TopicsVerb.joined(function.path("inputs")),
          TopicsVerb.joined(function.path("emits")),
          states.isEmpty() ? "-" : String.join(", ", states),
          timers(function.path("timers")),
          function.path("onFailure").asText());
    }
    return table;
  }

  /** {@code event: window, cleanup; processing: early}. */
  private static String timers(JsonNode timers) {
    Map<String, String> byTime = new TreeMap<>();
    for (JsonNode timer : timers) {
      String[] words = timer.asText().split("[ ()]+");
      byTime.merge(words[1], words[0], (some, one) -> some + ", " + one);
    }
    List<String> texts = new ArrayList<>();
    byTime.forEach((time, names) -> texts.add(time + ": " + names));
    return texts.isEmpty() ? "-" : String.join("; ", texts);
  }

  private static Table sinks(JsonNode status, JsonNode topology) {
    Table table = new Table("SINK", "TOPIC", "TO", "#RECORDS");
    for (JsonNode sink : topology.path("sinks")) {
      table.row(
          sink.path("name").asText(),
          sink.path("topic").asText(),
          sink.path("address").asText(),
          Quantity.count(status.path("sinks").path(sink.path("name").asText()).asLong()));
    }
    return table;
  }

  private static Table counters(JsonNode status) {
    Table table = new Table("COUNTER", "#SINCE START");
    status
        .path("counters")
        .properties()
        .forEach(
            counter -> {
              if (counter.getValue().asLong() > 0) {
                table.row(
                    counter.getKey().replace('_', ' '),
                    Quantity.count(counter.getValue().asLong()));
              }
            });
    return table;
  }
}
