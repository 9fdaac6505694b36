package io.millrace.functions.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.functions.Topic;
import io.millrace.functions.aggregate.Aggregate;
import io.millrace.functions.aggregate.Aggregates;
import io.millrace.functions.stream.Operator;
import io.millrace.testkit.FunctionTest;
import io.millrace.testkit.TestSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class WindowOperatorTest {

  record Sale(String shop, long amount) {}

  record Turnover(String shop, long startMs, long endMs, long amount) {}

  record Told(String shop, long startMs, long amount, Timing timing, boolean isRetraction) {}

  static final Topic<Sale> SALES = Topic.of("sales", Sale.class).keyedBy(Sale::shop);
  static final Topic<Sale> LATE = Topic.of("late", Sale.class).keyedBy(Sale::shop);
  static final Topic<Turnover> TURNOVER =
      Topic.of("turnover", Turnover.class).keyedBy(Turnover::shop);
  static final Topic<Told> TOLD = Topic.of("told", Told.class).keyedBy(Told::shop);

  static final Aggregate<Sale, Long, Long> SUM = Aggregates.sumLong(Sale::amount);

  private static FunctionTest turnover(Windows<? super Sale> windows) {
    return start(
        () ->
            WindowOperator.of(
                windows,
                SUM,
                String.class,
                (shop, window, sum) -> new Turnover(shop, window.startMs(), window.endMs(), sum)),
        TURNOVER);
  }

  private static FunctionTest told(Windows<? super Sale> windows) {
    return start(
        () ->
            WindowOperator.ofFirings(
                windows,
                SUM,
                String.class,
                (shop, result) ->
                    new Told(
                        shop,
                        result.window().startMs(),
                        result.value(),
                        result.timing(),
                        result.isRetraction())),
        TOLD);
  }

  private static <R> FunctionTest start(Supplier<Operator<Sale, R>> operator, Topic<R> to) {
    return FunctionTest.of(
        app -> app.operator("windows", SALES, operator, to),
        TestSettings.defaults().withPartitions(1));
  }

  private static Duration ms(long ms) {
    return Duration.ofMillis(ms);
  }

  @Test
  void shouldKeepMorePanesThanStandSideBySide() {
    try (FunctionTest test = turnover(Windows.sliding(ms(20), ms(10)))) {
      for (int i = 0; i < 80; i++) {
        test.send(SALES, new Sale("a", 1), i * 7L % 40 * 10); // each pane twice, in no order
      }
      test.endInput();
      assertThat(test.outputs(TURNOVER))
          .hasSize(41)
          .allSatisfy(
              turnover -> {
                boolean atAnEnd = turnover.startMs() < 0 || turnover.endMs() > 400;
                assertThat(turnover.amount()).isEqualTo(atAnEnd ? 2 : 4);
              });
    }
  }

  @Test
  void shouldSumTumblingWindowsOfEachKey() {
    try (FunctionTest test = turnover(Windows.tumbling(ms(10)))) {
      test.send(SALES, new Sale("a", 1), 3);
      test.send(SALES, new Sale("b", 5), 4);
      test.send(SALES, new Sale("a", 2), 12);
      test.send(SALES, new Sale("a", 4), 9);
      test.advanceWatermark(9);
      assertThat(test.outputs(TURNOVER)).isEmpty();

      test.advanceWatermark(10);
      assertThat(test.records(TURNOVER))
          .extracting(record -> record.value(), record -> record.eventTimeMs())
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple(new Turnover("a", 0, 10, 5), 9L),
              org.assertj.core.groups.Tuple.tuple(new Turnover("b", 0, 10, 5), 9L));

      test.endInput();
      assertThat(test.outputs(TURNOVER)).containsExactly(new Turnover("a", 10, 20, 2));
    }
  }

  @Test
  void shouldMoveWindowsByAnOffset() {
    try (FunctionTest test = turnover(Windows.tumbling(ms(10), ms(4)))) {
      test.send(SALES, new Sale("a", 1), 3);
      test.send(SALES, new Sale("a", 2), 4);
      test.endInput();
      assertThat(test.outputs(TURNOVER))
          .containsExactly(new Turnover("a", -6, 4, 1), new Turnover("a", 4, 14, 2));
    }
  }

  @Test
  void shouldFireEachSlidingWindowThatHasData() {
    try (FunctionTest test = turnover(Windows.sliding(ms(10), ms(4)))) {
      test.send(SALES, new Sale("a", 1), 3);
      test.send(SALES, new Sale("a", 2), 9);
      test.endInput();
      assertThat(test.outputs(TURNOVER))
          .containsExactly(
              new Turnover("a", -4, 6, 1),
              new Turnover("a", 0, 10, 3),
              new Turnover("a", 4, 14, 2),
              new Turnover("a", 8, 18, 2));
    }
  }

  @Test
  void shouldPassOverWhatIsBetweenWindows() {
    try (FunctionTest test = turnover(Windows.sliding(ms(4), ms(10)))) {
      test.send(SALES, new Sale("a", 1), 3);
      test.send(SALES, new Sale("a", 2), 4);
      test.endInput();
      assertThat(test.outputs(TURNOVER)).containsExactly(new Turnover("a", 0, 4, 1));
    }
  }

  @Test
  void shouldCountALateRecordInThoseSlidingWindowsThatAreOpen() {
    try (FunctionTest test = turnover(Windows.sliding(ms(10), ms(5)))) {
      test.send(SALES, new Sale("a", 1), 7);
      test.advanceWatermark(10);
      test.send(SALES, new Sale("a", 2), 8);
      test.send(SALES, new Sale("a", 4), 4);
      test.endInput();
      assertThat(test.outputs(TURNOVER))
          .containsExactly(new Turnover("a", 0, 10, 1), new Turnover("a", 5, 15, 3));
    }
  }

  @Test
  void shouldCorrectResultsWithinLatenessAndDropWhatComesLater() {
    Windows<Sale> windows = Windows.tumbling(ms(10)).allowedLateness(ms(5)).lateTo(LATE);
    try (FunctionTest test = told(windows)) {
      test.send(SALES, new Sale("a", 1), 7);
      test.advanceWatermark(14);
      test.send(SALES, new Sale("a", 2), 8);
      test.send(SALES, new Sale("b", 7), 8);
      test.advanceWatermark(15);
      test.send(SALES, new Sale("a", 4), 9);
      test.endInput();
      assertThat(test.outputs(TOLD))
          .containsExactly(
              new Told("a", 0, 1, Timing.ON_TIME, false),
              new Told("a", 0, 3, Timing.LATE, false),
              new Told("b", 0, 7, Timing.LATE, false));
      assertThat(test.outputs(LATE)).containsExactly(new Sale("a", 4));
    }
  }

  @Test
  void shouldCountWhatCameTooLateForAllItsWindows() {
    for (Windows<Object> windows :
        List.of(
            Windows.sliding(ms(10), ms(5)).allowedLateness(ms(2)),
            Windows.session(ms(10)).allowedLateness(ms(2)))) {
      try (FunctionTest test = told(windows)) {
        test.send(SALES, new Sale("a", 1), 1);
        test.advanceWatermark(22);
        test.send(SALES, new Sale("a", 2), 9);
        test.send(SALES, new Sale("b", 2), 10);
        assertThat(test.lateDropped()).isEqualTo(2);
        test.send(SALES, new Sale("b", 4), 15);
        assertThat(test.lateDropped()).isEqualTo(2);
      }
    }
  }

  @Test
  void shouldMergeSessionsThatARecordBridges() {
    try (FunctionTest test = turnover(Windows.session(ms(10)))) {
      test.send(SALES, new Sale("a", 1), 0);
      test.send(SALES, new Sale("a", 2), 15);
      test.send(SALES, new Sale("a", 4), 7);
      test.send(SALES, new Sale("a", 8), 25);
      test.endInput();
      assertThat(test.outputs(TURNOVER))
          .containsExactly(new Turnover("a", 0, 25, 7), new Turnover("a", 25, 35, 8));
    }
  }

  @Test
  void shouldLetEachRecordTellItsGap() {
    Windows<Sale> windows = Windows.session(sale -> ms(sale.amount()));
    try (FunctionTest test = turnover(windows)) {
      test.send(SALES, new Sale("a", 100), 0);
      test.send(SALES, new Sale("a", 2), 99);
      test.send(SALES, new Sale("a", 5), 101);
      test.endInput();
      assertThat(test.outputs(TURNOVER))
          .containsExactly(new Turnover("a", 0, 101, 102), new Turnover("a", 101, 106, 5));
    }
  }

  @Test
  void shouldTakeBackFormerResults() {
    Windows<Object> windows =
        Windows.tumbling(ms(10)).earlyEvery(ms(1)).allowedLateness(ms(5)).retracting();
    try (FunctionTest test = told(windows)) {
      test.send(SALES, new Sale("a", 1), 3);
      test.advanceTime(ms(1));
      test.send(SALES, new Sale("a", 2), 4);
      test.advanceWatermark(10);
      test.send(SALES, new Sale("a", 4), 5);
      test.endInput();
      assertThat(test.outputs(TOLD))
          .containsExactly(
              new Told("a", 0, 1, Timing.EARLY, false),
              new Told("a", 0, 1, Timing.ON_TIME, true),
              new Told("a", 0, 3, Timing.ON_TIME, false),
              new Told("a", 0, 3, Timing.LATE, true),
              new Told("a", 0, 7, Timing.LATE, false));
    }
  }

  @Test
  void shouldFollowTheCalendarWhenClocksAreChanged() {
    ZoneId berlin = ZoneId.of("Europe/Berlin");
    try (FunctionTest test = turnover(Windows.days(berlin))) {
      long noon = Instant.parse("2026-03-29T10:00:00Z").toEpochMilli();
      test.send(SALES, new Sale("a", 1), noon);
      test.endInput();
      assertThat(test.outputs(TURNOVER))
          .containsExactly(
              new Turnover(
                  "a",
                  Instant.parse("2026-03-28T23:00:00Z").toEpochMilli(),
                  Instant.parse("2026-03-29T22:00:00Z").toEpochMilli(),
                  1));
    }
  }

  @Test
  void shouldFireAGlobalWindowAtTheEndOfInput() {
    try (FunctionTest test = told(Windows.global().everyCount(2).discarding())) {
      for (int i = 1; i <= 5; i++) {
        test.send(SALES, new Sale("a", i), i);
      }
      test.endInput();
      assertThat(test.outputs(TOLD))
          .containsExactly(
              new Told("a", Long.MIN_VALUE, 3, Timing.EARLY, false),
              new Told("a", Long.MIN_VALUE, 7, Timing.EARLY, false),
              new Told("a", Long.MIN_VALUE, 5, Timing.ON_TIME, false));
    }
  }

  @Test
  void shouldFireWindowsOfProcessingTimeByTheClockAndAtTheEndOfInput() {
    try (FunctionTest test = told(Windows.tumbling(ms(10)).inProcessingTime())) {
      long start = test.nowMs();
      test.send(SALES, new Sale("a", 1), 3);
      test.advanceTime(ms(10));
      test.send(SALES, new Sale("a", 2), 3);
      assertThat(test.outputs(TOLD))
          .containsExactly(new Told("a", start, 1, Timing.ON_TIME, false));
      test.endInput();
      assertThat(test.outputs(TOLD))
          .containsExactly(new Told("a", start + 10, 2, Timing.ON_TIME, false));
      test.advanceTime(ms(10));
      assertThat(test.outputs(TOLD)).isEmpty();
    }
  }

  @Test
  void shouldAggregateBeforeRecordsTravel() {
    Windows<Object> windows = Windows.sliding(ms(10), ms(4));
    WindowPartials<Sale, Long> partials = new WindowPartials<>(windows, SUM);
    Topic<WindowPartial<Long>> topic =
        Topic.of("partials", WindowPartial.type(SUM)).keyedBy(partial -> "all");
    Topic<Long> sums = Topic.of("sums", Long.class);
    Supplier<Operator<WindowPartial<Long>, Long>> operator =
        () -> WindowOperator.overPartials(windows, SUM);
    try (FunctionTest test =
        FunctionTest.of(app -> app.operator("windows", topic, operator, sums))) {
      WindowPartial<Long> partial = partials.partialOf(new Sale("a", 1), 2);
      partial = partials.add(partial, new Sale("a", 2), 3);
      test.send(topic, partials.merge(partial, partials.partialOf(new Sale("b", 4), 2)), 3);
      test.send(topic, partials.partialOf(new Sale("a", 8), 6), 6);
      test.endInput();
      assertThat(test.outputs(sums)).containsExactlyInAnyOrderElementsOf(List.of(7L, 15L, 8L));
    }
  }
}
