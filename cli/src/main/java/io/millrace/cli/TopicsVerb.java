package io.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.text.Table;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** {@code millrace topics}: the topics of a running application. */
@Command(name = "topics", description = "Lists the topics of a running application.")
final class TopicsVerb implements Runnable {
  @ParentCommand private Main main;
  @Mixin private ApplicationOptions application;

  @Override
  public void run() {
    JsonNode topics = application.client().topics();
    main.console()
        .print(main.wantsJson() ? topics.toString() : table(topics).format(main.console()));
  }

  /** Topics as a table. */
  static Table table(JsonNode topics) {
    Table table = new Table("TOPIC", "VALUES", "KEPT", "FED BY", "READ BY");
    for (JsonNode topic : topics) {
      table.row(
          topic.path("name").asText() + (topic.path("broadcast").asBoolean() ? " (broadcast)" : ""),
          topic.path("type").asText(),
          kept(topic),
          joined(topic.path("fedBy")),
          joined(topic.path("readBy")));
    }
    return table;
  }

  private static String kept(JsonNode topic) {
    String retention = topic.path("retention").asText("");
    return !retention.isEmpty() ? retention : topic.path("journaled").asBoolean() ? "read" : "-";
  }

  /** The texts of an array between commas; a dash if there are none. */
  static String joined(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(element -> texts.add(element.asText()));
    return texts.isEmpty() ? "-" : String.join(", ", texts);
  }
}
