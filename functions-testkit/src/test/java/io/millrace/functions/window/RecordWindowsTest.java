package io.millrace.functions.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.functions.MapSpec;
import io.millrace.functions.StateDeclaration;
import io.millrace.functions.StateSpec;
import io.millrace.functions.Topic;
import io.millrace.functions.aggregate.Aggregates;
import io.millrace.functions.stream.Operator;
import io.millrace.testkit.FunctionTest;
import io.millrace.testkit.TestSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Windows by count, and windows that keep their records. */
class RecordWindowsTest {

  record Reading(String sensor, int value) {}

  record Seen(String sensor, List<Integer> values) {}

  private static final Topic<Reading> READINGS =
      Topic.of("readings", Reading.class).keyedBy(Reading::sensor);
  private static final Topic<Seen> SEEN = Topic.of("seen", Seen.class).keyedBy(Seen::sensor);

  private static Duration ms(long ms) {
    return Duration.ofMillis(ms);
  }

  private static WindowOperator<Reading, Seen> operator(Windows<? super Reading> windows) {
    return WindowOperator.process(
        windows,
        Reading.class,
        String.class,
        (sensor, window, values, output) -> {
          List<Integer> list = new ArrayList<>();
          values.forEach(reading -> list.add(reading.value()));
          output.accept(new Seen(sensor, list));
        });
  }

  private static FunctionTest start(Windows<? super Reading> windows) {
    Supplier<Operator<Reading, Seen>> supplier = () -> operator(windows);
    return FunctionTest.of(
        app -> app.operator("windows", READINGS, supplier, SEEN),
        TestSettings.defaults().withPartitions(1));
  }

  private static void send(FunctionTest test, long... times) {
    int value = 0;
    for (long time : times) {
      test.send(READINGS, new Reading("s", ++value), time);
    }
  }

  private static List<List<Integer>> seen(FunctionTest test) {
    return test.outputs(SEEN).stream().map(Seen::values).toList();
  }

  private static void assertNothingKept(FunctionTest test, Windows<? super Reading> windows) {
    for (StateDeclaration state : operator(windows).states()) {
      if (state instanceof MapSpec<?, ?> map) {
        assertThat(test.state("windows", map, "s")).as(map.name()).isEmpty();
      } else if (state instanceof StateSpec<?> value) {
        assertThat(test.state("windows", value, "s").isPresent()).as(value.name()).isFalse();
      }
    }
  }

  @Test
  void shouldShowRecordsInTheOrderOfArrival() {
    Windows<Object> windows = Windows.sliding(ms(10), ms(5));
    try (FunctionTest test = start(windows)) {
      send(test, 7, 3, 8, 4);
      test.endInput();
      assertThat(seen(test)).containsExactly(List.of(2, 4), List.of(1, 2, 3, 4), List.of(1, 3));
      assertNothingKept(test, windows);
    }
  }

  @Test
  void shouldShowAllRecordsOfSessionsThatWereMerged() {
    Windows<Object> windows = Windows.session(ms(10)).allowedLateness(ms(20));
    try (FunctionTest test = start(windows)) {
      send(test, 0, 15, 7, 20);
      test.advanceWatermark(31);
      assertThat(seen(test)).containsExactly(List.of(1, 2, 3, 4));
      test.send(READINGS, new Reading("s", 5), 12);
      assertThat(seen(test)).containsExactly(List.of(1, 2, 3, 4, 5));
      test.endInput();
      assertThat(seen(test)).isEmpty();
      assertNothingKept(test, windows);
    }
  }

  @Test
  void shouldShowOnlyWhatIsNewIfFiringsDiscard() {
    Windows<Object> windows =
        Windows.tumbling(ms(10)).everyCount(2).allowedLateness(ms(5)).discarding();
    try (FunctionTest test = start(windows)) {
      send(test, 1, 2, 3);
      test.advanceWatermark(10);
      test.send(READINGS, new Reading("s", 4), 4);
      test.endInput();
      assertThat(seen(test)).containsExactly(List.of(1, 2), List.of(3), List.of(4));
      assertNothingKept(test, windows);
    }
  }

  @Test
  void shouldKeepTheLastRecords() {
    Windows<Object> windows = Windows.sliding(ms(10), ms(5)).keepLast(2);
    try (FunctionTest test = start(windows)) {
      send(test, 1, 2, 3, 6);
      test.endInput();
      assertThat(seen(test)).containsExactly(List.of(2, 3), List.of(3, 4), List.of(4));
      assertNothingKept(test, windows);
    }
  }

  @Test
  void shouldKeepTheNewestRecords() {
    Windows<Object> windows = Windows.global().keepLast(ms(10)).everyCount(1);
    try (FunctionTest test = start(windows)) {
      send(test, 1, 12, 5, 22, 40);
      assertThat(seen(test))
          .containsExactly(List.of(1), List.of(2), List.of(2, 3), List.of(2, 4), List.of(5));
    }
  }

  @Test
  void shouldFireAfterSoManyRecordsOfAKey() {
    Windows<Object> windows = Windows.count(3);
    try (FunctionTest test = start(windows)) {
      send(test, 9, 1, 5, 2, 8, 3, 4);
      test.send(READINGS, new Reading("t", 1), 1);
      test.endInput();
      assertThat(seen(test)).containsExactly(List.of(1, 2, 3), List.of(4, 5, 6));
    }
  }

  @Test
  void shouldFireForTheLastRecordsEverySoMany() {
    try (FunctionTest test = start(Windows.count(4, 2))) {
      send(test, 1, 2, 3, 4, 5, 6, 7);
      assertThat(seen(test))
          .containsExactly(List.of(1, 2), List.of(1, 2, 3, 4), List.of(3, 4, 5, 6));
    }
  }

  @Test
  void shouldPassOverRecordsBetweenCountWindows() {
    Windows<Object> windows = Windows.count(2, 3);
    try (FunctionTest test = start(windows)) {
      send(test, 1, 2, 3, 4, 5, 6);
      assertThat(seen(test)).containsExactly(List.of(2, 3), List.of(5, 6));
    }
  }

  @Test
  void shouldRefuseWhatCannotBe() {
    assertThatThrownBy(() -> operator(Windows.tumbling(ms(1)).retracting()))
        .hasMessageContaining("retractions not seen");
    assertThatThrownBy(() -> Windows.sliding(ms(2), ms(1)).everyCount(1))
        .hasMessageContaining("counted by pane");
    assertThatThrownBy(() -> Windows.count(2).allowedLateness(ms(1)))
        .hasMessageContaining("nothing is late");
    assertThatThrownBy(() -> Windows.tumbling(ms(2)).earlyEveryEventTime(ms(1)).inProcessingTime())
        .hasMessageContaining("use earlyEvery");
    assertThatThrownBy(
            () -> WindowOperator.of(Windows.tumbling(ms(1)).keepLast(1), Aggregates.count()))
        .hasMessageContaining("use process");
    assertThatThrownBy(() -> new WindowPartials<>(Windows.session(ms(1)), Aggregates.count()))
        .hasMessageContaining("no partial aggregates");
  }
}
