package io.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.text.Console;
import io.millrace.cli.text.Style;
import java.time.Instant;

/** Prints records: as they are in JSON, or where, when, key and value for people. */
final class RecordLines {
  private final Main main;

  RecordLines(Main main) {
    this.main = main;
  }

  void print(JsonNode view) {
    Console console = main.console();
    if (main.wantsJson()) {
      console.print(view.toString());
      return;
    }
    String where =
        String.format(
            "%2d:%-8d %s",
            view.path("partition").asInt(),
            view.path("offset").asLong(),
            Instant.ofEpochMilli(view.path("eventTimeMs").asLong()));
    console.print(
        console.paint(Style.FAINT, where)
            + "  "
            + view.path("key").asText()
            + "  "
            + view.path("value"));
  }
}
