package io.millrace.functions.stream;

import static io.millrace.functions.aggregate.Aggregates.count;
import static io.millrace.functions.aggregate.Aggregates.sumLong;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.functions.Application;
import io.millrace.functions.StreamRecord;
import io.millrace.functions.Topic;
import io.millrace.functions.TypeRef;
import io.millrace.functions.join.Joins;
import io.millrace.functions.join.UpdatingJoin.Keeps;
import io.millrace.functions.keyed.Deduplicate;
import io.millrace.functions.keyed.DistinctCount;
import io.millrace.functions.keyed.Newest;
import io.millrace.functions.keyed.Ranked;
import io.millrace.functions.keyed.TopN;
import io.millrace.functions.window.WindowOperator;
import io.millrace.functions.window.WindowResult;
import io.millrace.functions.window.Windows;
import io.millrace.testkit.FunctionTest;
import io.millrace.testkit.TestSettings;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A batch gives final results only: each once, where a stream would tell changes. */
class BatchTest {
  record Order(String user, String item, int amount) {}

  record Priced(String user, int amount, int price) {}

  static final Topic<Order> ORDERS = Topic.of("orders", Order.class).keyedBy(Order::user);
  static final Topic<Order> PRICES = Topic.of("prices", Order.class).keyedBy(Order::user);
  static final Topic<Order> OUT = Topic.of("out", Order.class).keyedBy(Order::user);
  static final Topic<Order> LATE = Topic.of("late", Order.class).keyedBy(Order::user);
  static final Topic<Long> SUMS = Topic.of("sums", Long.class);
  static final Topic<Long> BY_MINUTE = Topic.of("by-minute", Long.class);
  static final Windows<Object> SECONDS = Windows.tumbling(Duration.ofSeconds(1));
  static final Windows<Object> MINUTES = Windows.tumbling(Duration.ofMinutes(1));

  private static FunctionTest batch(Application app) {
    return FunctionTest.of(app, TestSettings.defaults().asBatch());
  }

  private static Order order(String user, String item, int amount) {
    return new Order(user, item, amount);
  }

  /** Sums of seconds that may be late, and what becomes of them by minutes. */
  private static void checkLateSums(Application app) {
    try (FunctionTest test = batch(app)) {
      test.send(ORDERS, order("u", "a", 1), 58_100);
      test.advanceWatermark(ORDERS, 59_000);
      test.send(ORDERS, order("u", "b", 2), 58_200); // late, but not too late
      test.advanceWatermark(ORDERS, 61_999);
      test.send(ORDERS, order("u", "c", 4), 59_100);
      test.send(ORDERS, order("u", "d", 8), 58_300);
      assertThat(test.outputs(SUMS)).isEmpty();
      test.advanceWatermark(ORDERS, 62_000);
      assertThat(test.records(SUMS)).containsExactly(new StreamRecord<>(SUMS, 11L, 58_999));
      test.send(ORDERS, order("u", "e", 16), 58_400);
      assertThat(test.lateDropped()).isEqualTo(1);
      test.endInput();
      assertThat(test.records(SUMS)).containsExactly(new StreamRecord<>(SUMS, 4L, 59_999));
      assertThat(test.records(BY_MINUTE))
          .containsExactly(new StreamRecord<>(BY_MINUTE, 15L, 59_999));
      assertThat(test.lateDropped()).isEqualTo(1);
    }
  }

  @Test
  void shouldTellEachWindowOnceWhenItsLatenessHasPassed() {
    checkLateSums(
        app -> {
          RecordStream<Long> sums =
              app.stream(ORDERS)
                  .keyBy(Order::user)
                  .window(SECONDS.allowedLateness(Duration.ofSeconds(3)).retracting())
                  .firings(sumLong(Order::amount), (key, result) -> told(result));
          sums.as(Long.class).to(SUMS);
          sums.as(Long.class)
              .keyBy(sum -> "all")
              .window(MINUTES)
              .aggregate(sumLong(sum -> sum))
              .to(BY_MINUTE);
        });
  }

  private static long told(WindowResult<Long> result) {
    return result.isRetraction() ? -result.value() : result.value();
  }

  @Test
  void shouldTellEachWindowOfABoundOperatorOnce() {
    Windows<Object> windows =
        SECONDS.allowedLateness(Duration.ofSeconds(3)).earlyEvery(Duration.ofMillis(1));
    checkLateSums(
        app -> {
          app.operator(
              "sum",
              ORDERS,
              () -> WindowOperator.<Order, Long, Long>of(windows, sumLong(Order::amount)),
              SUMS);
          app.stream(SUMS)
              .keyBy(sum -> "all")
              .window(MINUTES)
              .aggregate(sumLong(sum -> sum))
              .to(BY_MINUTE);
        });
  }

  @Test
  void shouldTellEachSessionOnce() {
    Windows<Order> sessions =
        Windows.session(Duration.ofSeconds(1))
            .allowedLateness(Duration.ofSeconds(5))
            .everyCount(1)
            .lateTo(LATE);
    try (FunctionTest test =
        batch(
            app ->
                app.stream(ORDERS)
                    .keyBy(Order::user)
                    .window(sessions)
                    .aggregate(count())
                    .to(SUMS))) {
      test.send(ORDERS, order("u", "a", 1), 1_000);
      test.send(ORDERS, order("u", "b", 1), 2_500);
      test.advanceWatermark(ORDERS, 5_000);
      test.send(ORDERS, order("u", "c", 1), 1_800); // makes one of both
      test.advanceWatermark(ORDERS, 10_000);
      assertThat(test.records(SUMS)).containsExactly(new StreamRecord<>(SUMS, 3L, 3_499));
      test.send(ORDERS, order("u", "d", 1), 3_000);
      assertThat(test.outputs(LATE)).hasSize(1);
      test.endInput();
      assertThat(test.outputs(SUMS)).isEmpty();
    }
  }

  @Test
  void shouldRankOnce() {
    Topic<Ranked<Order>> best =
        Topic.of("best", new TypeRef<Ranked<Order>>() {}).keyedBy(ranked -> ranked.value().user());
    TopN<Order> top =
        TopN.of(Order.class, 2, Comparator.comparing(Order::amount).reversed())
            .members(String.class, Order::item);
    try (FunctionTest test = batch(app -> app.operator("top", ORDERS, () -> top, best))) {
      test.send(ORDERS, order("u", "a", 1), 1_000);
      test.send(ORDERS, order("u", "b", 2), 3_000);
      test.send(ORDERS, order("u", "a", 3), 2_000);
      test.advanceWatermark(ORDERS, 9_000);
      assertThat(test.outputs(best)).isEmpty();
      test.endInput();
      assertThat(test.records(best))
          .containsExactly(
              new StreamRecord<>(best, new Ranked<>(1, order("u", "a", 3)), 3_000),
              new StreamRecord<>(best, new Ranked<>(2, order("u", "b", 2)), 3_000));
    }
  }

  @Test
  void shouldCountDifferentOnesOnceAndLetWindowsFollow() {
    try (FunctionTest test =
        batch(
            app ->
                app.stream(ORDERS)
                    .keyBy(Order::user)
                    .process("items", () -> DistinctCount.of(String.class, Order::item))
                    .keyBy(items -> "all")
                    .window(MINUTES)
                    .aggregate(sumLong(items -> items))
                    .to(BY_MINUTE))) {
      test.send(ORDERS, order("u", "a", 1), 1_000);
      test.send(ORDERS, order("u", "b", 1), 2_000);
      test.send(ORDERS, order("u", "a", 1), 70_000);
      test.send(ORDERS, order("v", "a", 1), 61_000);
      test.advanceWatermark(ORDERS, 130_000);
      test.endInput();
      assertThat(test.records(BY_MINUTE))
          .containsExactly(
              new StreamRecord<>(BY_MINUTE, 2L, 59_999),
              new StreamRecord<>(BY_MINUTE, 1L, 119_999));
    }
  }

  @Test
  void shouldLetWindowsFollowAGlobalWindow() {
    Application counts =
        app ->
            app.stream(ORDERS)
                .keyBy(Order::user)
                .window(Windows.global())
                .aggregate(count())
                .keyBy(items -> "all")
                .window(MINUTES)
                .aggregate(sumLong(items -> items))
                .to(BY_MINUTE);
    for (TestSettings settings :
        List.of(TestSettings.defaults(), TestSettings.defaults().asBatch())) {
      try (FunctionTest test = FunctionTest.of(counts, settings)) {
        test.send(ORDERS, order("u", "a", 1), 1_000);
        test.send(ORDERS, order("v", "a", 1), 61_000);
        test.advanceWatermark(ORDERS, 300_000);
        test.endInput();
        assertThat(test.records(BY_MINUTE))
            .containsExactly(
                new StreamRecord<>(BY_MINUTE, 1L, 59_999),
                new StreamRecord<>(BY_MINUTE, 1L, 119_999));
      }
    }
  }

  @Test
  void shouldPassTheNewestOnly() {
    try (FunctionTest test =
        batch(app -> app.operator("newest", ORDERS, () -> Newest.of(Order.class), OUT))) {
      test.send(ORDERS, order("u", "a", 1), 1_000);
      test.send(ORDERS, order("u", "b", 1), 3_000);
      test.send(ORDERS, order("u", "c", 1), 2_000);
      test.send(ORDERS, order("v", "d", 1), 500);
      test.endInput();
      assertThat(test.records(OUT))
          .containsExactlyInAnyOrder(
              new StreamRecord<>(OUT, order("u", "b", 1), 3_000),
              new StreamRecord<>(OUT, order("v", "d", 1), 500));
    }
  }

  @Test
  void shouldJoinWhatIsLeftAtTheEnd() {
    Topic<Priced> priced = Topic.of("priced", Priced.class).keyedBy(Priced::user);
    try (FunctionTest test =
        batch(
            app ->
                app.operator(
                    "price",
                    ORDERS,
                    PRICES,
                    () ->
                        Joins.of(ORDERS, PRICES)
                            .updating((o, p) -> new Priced(o.user(), o.amount(), p.amount()))
                            .keeping(Keeps.ALL, Keeps.ONE)
                            .expireAfter(Duration.ofSeconds(1)),
                    priced))) {
      test.send(ORDERS, order("u", "a", 1), 1_000);
      test.send(PRICES, order("u", "p", 10), 2_000);
      test.send(ORDERS, order("u", "b", 2), 3_000);
      test.advanceTime(Duration.ofSeconds(2));
      test.send(PRICES, order("u", "p", 20), 2_500);
      test.send(ORDERS, order("v", "c", 3), 3_000);
      assertThat(test.outputs(priced)).isEmpty();
      test.endInput();
      assertThat(test.records(priced))
          .containsExactly(
              new StreamRecord<>(priced, new Priced("u", 1, 20), 2_500),
              new StreamRecord<>(priced, new Priced("u", 2, 20), 3_000));
    }
  }

  @Test
  void shouldPassTheLastOfAPeriodOfTheClockWhenInputEnds() {
    for (TestSettings settings :
        List.of(TestSettings.defaults(), TestSettings.defaults().asBatch())) {
      try (FunctionTest test =
          FunctionTest.of(
              app ->
                  app.operator(
                      "last",
                      ORDERS,
                      () -> Deduplicate.of(Order.class).lastByArrival(Duration.ofMinutes(1)),
                      OUT),
              settings)) {
        test.send(ORDERS, order("u", "a", 1), 1_000);
        test.send(ORDERS, order("u", "b", 1), 500);
        test.endInput();
        assertThat(test.records(OUT))
            .containsExactly(new StreamRecord<>(OUT, order("u", "b", 1), 500));
        test.advanceTime(Duration.ofMinutes(2));
        assertThat(test.outputs(OUT)).isEmpty();
      }
    }
  }
}
