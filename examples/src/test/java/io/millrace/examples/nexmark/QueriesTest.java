package io.millrace.examples.nexmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.MappingIterator;
import io.millrace.connector.files.JsonValues;
import io.millrace.functions.ApplicationBuilder;
import io.millrace.functions.Settings;
import io.millrace.runtime.local.LocalSettings;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every query gives what the oracle computes from all events. */
class QueriesTest {
  @TempDir Path folder;

  private static Path sample() {
    try {
      return Path.of(QueriesTest.class.getResource("/nexmark/events.jsonl.gz").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Event> read(Path file) throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file));
        MappingIterator<Event> events = JsonValues.reader(Event.class).readValues(in)) {
      return events.readAll();
    }
  }

  private static List<Event> generated(long seed, long count) {
    EventGenerator generator = new EventGenerator(seed);
    return LongStream.range(0, count).mapToObj(i -> generator.arriving(i, count)).toList();
  }

  private void assertAnswers(LocalSettings settings, String events, List<Event> all)
      throws Exception {
    Oracle oracle = new Oracle(all);
    MemoryRun run = new MemoryRun(settings, !settings.durable(), folder); // as --batch has it
    for (Query<?> query : Query.all()) {
      List<String> expected = oracle.answer(query.name());
      assertThat(run.answer(query.name(), events))
          .as(query.name() + " of " + events)
          .isEqualTo(expected);
    }
  }

  private static LocalSettings settings(int partitions) {
    return LocalSettings.defaults().withSlots(2).withPartitions(partitions);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7})
  void shouldAnswerFromAFile(int partitions) throws Exception {
    assertAnswers(settings(partitions), sample().toString(), read(sample()));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void shouldAnswerWhateverTheSeed(long seed) throws Exception {
    long count = 2_000 + 1_501 * seed;
    int splits = (int) seed;
    assertAnswers(
        settings(4), "generate:" + seed + "," + count + "," + splits, generated(seed, count));
  }

  @Test
  void shouldAnswerAsABatch() throws Exception {
    assertAnswers(settings(3).withoutDurability(), sample().toString(), read(sample()));
  }

  @Test
  void shouldRankTheEarliestOfEqualBidsFirstWhateverOrderTheyArriveIn() throws Exception {
    String bid =
        "{\"type\":\"bid\",\"auction\":1,\"bidder\":%d,\"price\":%d,\"channel\":\"a\",\"url\":\"\","
            + "\"dateTime\":%d,\"extra\":\"\"}";
    Path events = folder.resolve("equal.jsonl");
    Files.write(
        events,
        List.of(
            bid.formatted(1, 5, 1_900), bid.formatted(2, 5, 1_000), bid.formatted(3, 9, 1_950)));
    MemoryRun run = new MemoryRun(settings(2), false, folder);
    assertThat(run.answer("q19", events.toString()))
        .containsExactly("auction,rn,bidder,price", "1,1,3,9", "1,2,2,5", "1,3,1,5");
  }

  @Test
  void shouldAnswerNothingWithTheColumnsOnly() throws Exception {
    assertAnswers(settings(2), "generate:1,0", List.of());
  }

  @Test
  void shouldSayWhichSettingIsWrong() {
    assertThatThrownBy(() -> define(Map.of("query", "q6", "events", "e.jsonl", "out", "o.csv")))
        .hasMessage(
            "query unknown: query=q6; known are "
                + String.join(", ", Query.all().stream().map(Query::name).toList()));
    for (String missing : List.of("query", "events", "out")) {
      Map<String, String> settings =
          new java.util.HashMap<>(Map.of("query", "q0", "events", "e.jsonl", "out", "o.csv"));
      settings.remove(missing);
      assertThatThrownBy(() -> define(settings)).hasMessageContaining("name=" + missing);
    }
  }

  private static void define(Map<String, String> settings) {
    new NexmarkApp().define(new ApplicationBuilder(Settings.of(settings)));
  }
}
