package io.millrace.examples.nexmark;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.MappingIterator;
import io.millrace.connector.files.JsonValues;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The oracle agrees with results that SQLite computed: {@code -Dnexmark.reference=FOLDER}, with
 * {@code events.jsonl.gz} and {@code expected/qN.csv} in it.
 */
@EnabledIfSystemProperty(named = "nexmark.reference", matches = ".+")
class OracleTest {
  private static final Path FOLDER = Path.of(System.getProperty("nexmark.reference", ""));

  @Test
  void shouldAnswerAsAnIndependentDatabaseDid() throws IOException {
    Oracle oracle = new Oracle(events());
    List<Path> files;
    try (var expected = Files.list(FOLDER.resolve("expected"))) {
      files = expected.sorted().toList();
    }
    assertThat(files).isNotEmpty();
    for (Path file : files) {
      String query = file.getFileName().toString().replace(".csv", "");
      assertThat(oracle.answer(query)).as(query).isEqualTo(Files.readAllLines(file));
    }
  }

  private static List<Event> events() throws IOException {
    try (InputStream in =
            new GZIPInputStream(Files.newInputStream(FOLDER.resolve("events.jsonl.gz")));
        MappingIterator<Event> events = JsonValues.reader(Event.class).readValues(in)) {
      return events.readAll();
    }
  }
}
