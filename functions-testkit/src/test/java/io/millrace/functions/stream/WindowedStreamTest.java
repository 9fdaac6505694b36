package io.millrace.functions.stream;

import static io.millrace.functions.aggregate.Aggregates.count;
import static io.millrace.functions.aggregate.Aggregates.sumLong;
import static io.millrace.functions.aggregate.Aggregates.topN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.functions.ApplicationBuilder;
import io.millrace.functions.FailurePolicy;
import io.millrace.functions.Settings;
import io.millrace.functions.StreamRecord;
import io.millrace.functions.Topic;
import io.millrace.functions.TypeRef;
import io.millrace.functions.aggregate.Aggregates;
import io.millrace.functions.pattern.Pattern;
import io.millrace.functions.window.WindowPartial;
import io.millrace.functions.window.Windows;
import io.millrace.testkit.FunctionTest;
import io.millrace.testkit.TestSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WindowedStreamTest {
  record Order(String user, int shop, int amount) {}

  record Turnover(int shop, long startMs, long amount) {}

  record Paid(String user, int amount, int paid) {}

  static final Topic<Order> ORDERS = Topic.of("orders", Order.class).keyedBy(Order::user);
  static final Topic<Order> PAYMENTS = Topic.of("payments", Order.class).keyedBy(Order::user);
  static final Topic<Turnover> TURNOVER =
      Topic.of("turnover", Turnover.class).keyedBy(Turnover::shop);
  static final Topic<Long> COUNTS = Topic.of("counts", Long.class);
  static final Topic<Paid> PAID = Topic.of("paid", Paid.class).keyedBy(Paid::user);
  static final Windows<Object> SECONDS = Windows.tumbling(Duration.ofSeconds(1));

  @Test
  void shouldSumByKeyAndWindow() {
    try (FunctionTest test =
        FunctionTest.of(
            app ->
                app.stream(ORDERS)
                    .filter(order -> order.amount() > 0)
                    .keyBy(Order::shop, Integer.class)
                    .window(SECONDS)
                    .aggregate(
                        sumLong(Order::amount),
                        (shop, window, sum) -> new Turnover(shop, window.startMs(), sum))
                    .to(TURNOVER))) {
      test.send(ORDERS, new Order("u1", 1, 10), 100);
      test.send(ORDERS, new Order("u2", 1, 20), 999);
      test.send(ORDERS, new Order("u2", 1, -5), 999);
      test.send(ORDERS, new Order("u2", 2, 30), 500);
      test.send(ORDERS, new Order("u1", 1, 40), 1000);
      test.advanceWatermark(ORDERS, 1000);
      assertThat(test.records(TURNOVER))
          .containsExactlyInAnyOrder(
              new StreamRecord<>(TURNOVER, new Turnover(1, 0, 30), 999),
              new StreamRecord<>(TURNOVER, new Turnover(2, 0, 30), 999));
      test.endInput();
      assertThat(test.outputs(TURNOVER)).containsExactly(new Turnover(1, 1000, 40));
    }
  }

  @Test
  void shouldKeepTheBestOfEachWindowAndKey() {
    Topic<List<Order>> best = Topic.of("best", new TypeRef<List<Order>>() {});
    try (FunctionTest test =
        FunctionTest.of(
            app ->
                app.stream(ORDERS)
                    .keyBy(Order::shop, Integer.class)
                    .window(Windows.sliding(Duration.ofSeconds(2), Duration.ofSeconds(1)))
                    .aggregate(topN(2, Comparator.comparing(Order::amount).reversed(), Order.class))
                    .to(best))) {
      test.send(ORDERS, new Order("u1", 1, 10), 100);
      test.send(ORDERS, new Order("u2", 1, 20), 900);
      test.send(ORDERS, new Order("u3", 1, 20), 200);
      test.send(ORDERS, new Order("u4", 1, 30), 1_000);
      test.endInput();
      assertThat(test.records(best))
          .extracting(record -> record.value().stream().map(Order::user).toList())
          .containsExactlyInAnyOrder(List.of("u2", "u3"), List.of("u4", "u2"), List.of("u4"));
    }
  }

  @Test
  void shouldGiveResultsOfGlobalWindowsTheTimeOfTheirNewestRecord() {
    Topic<Long> bySecond = Topic.of("by-second", Long.class);
    try (FunctionTest test =
        FunctionTest.of(
            app -> {
              RecordStream<Long> counts =
                  app.stream(ORDERS)
                      .keyBy(Order::user)
                      .window(Windows.global().earlyEveryEventTime(Duration.ofSeconds(1)))
                      .aggregate(count());
              counts.to(COUNTS);
              counts.keyBy(count -> "all").window(SECONDS).aggregate(count()).to(bySecond);
            })) {
      test.send(ORDERS, new Order("u1", 1, 10), 1_700);
      test.send(ORDERS, new Order("u1", 1, 10), 1_300);
      assertThat(test.records(COUNTS)).isEmpty();
      test.advanceWatermark(ORDERS, 2_000);
      assertThat(test.records(COUNTS)).containsExactly(new StreamRecord<>(COUNTS, 2L, 2_000));
      test.send(ORDERS, new Order("u1", 1, 10), 3_300);
      test.endInput();
      // early, as the event clock passes a second, and at the end
      StreamRecord<Long> all = new StreamRecord<>(COUNTS, 3L, 3_300);
      assertThat(test.records(COUNTS)).containsExactly(all, all);
      assertThat(test.records(bySecond))
          .containsExactlyInAnyOrder(
              new StreamRecord<>(bySecond, 1L, 2_999), new StreamRecord<>(bySecond, 2L, 3_999));
    }
  }

  @Test
  void shouldAddUpBeforeRecordsTravelWhereWindowsHavePanes() {
    ApplicationBuilder app = new ApplicationBuilder(Settings.of(Map.of()));
    app.stream(ORDERS).keyBy(Order::shop).window(SECONDS).aggregate(count()).to(COUNTS);
    app.stream(ORDERS)
        .keyBy(Order::shop)
        .window(Windows.session(Duration.ofSeconds(1)))
        .aggregate(count())
        .to(Topic.of("sessions", Long.class));
    assertThat(app.derivations())
        .extracting(Derivation::toString)
        .containsExactly("combine", "as it is");
    assertThat(app.derivations().get(0).to().name()).isEqualTo("counts.window.in");
    assertThat(app.derivations().get(0).combiner()).isPresent();
    assertThat(app.derivations().get(0).to().type()).isEqualTo(WindowPartial.type(count()).type());
  }

  @Test
  void shouldWindowWhatAnotherWindowGives() {
    try (FunctionTest test =
        FunctionTest.of(
            app ->
                app.stream(ORDERS)
                    .keyBy(Order::user)
                    .window(SECONDS)
                    .aggregate(count())
                    .keyBy(count -> "all")
                    .window(Windows.tumbling(Duration.ofSeconds(10)))
                    .aggregate(sumLong((Long count) -> count))
                    .to(COUNTS))) {
      for (int i = 0; i < 30; i++) {
        test.send(ORDERS, new Order("u" + i % 4, 1, 1), i * 400L);
      }
      test.advanceWatermark(ORDERS, 12_000);
      assertThat(test.outputs(COUNTS)).containsExactly(25L);
      test.endInput();
      assertThat(test.outputs(COUNTS)).containsExactly(5L);
    }
  }

  @Test
  void shouldTellResultsInTheOrderOfTheirEndsUnlessAllAreAddedUp() {
    Windows<Object> sliding = Windows.sliding(Duration.ofSeconds(3), Duration.ofSeconds(1));
    for (boolean isTold : List.of(false, true)) {
      List<Long> ends = new ArrayList<>();
      try (FunctionTest test =
          FunctionTest.of(
              app -> {
                RecordStream<Turnover> turnover =
                    app.stream(ORDERS)
                        .keyBy(Order::shop, Integer.class)
                        .window(sliding)
                        .aggregate(
                            count(),
                            (shop, window, count) -> new Turnover(shop, window.endMs(), count))
                        .as(Turnover.class);
                turnover
                    .keyBy(one -> "all")
                    .window(Windows.tumbling(Duration.ofSeconds(10)))
                    .aggregate(
                        Aggregates.of(
                            new TypeRef<List<Long>>() {},
                            List.of(),
                            (all, one) -> plus(all, List.of(one.startMs())),
                            WindowedStreamTest::plus,
                            all -> all))
                    .flatMap(all -> all)
                    .to(COUNTS);
                if (isTold) {
                  turnover.to(TURNOVER);
                }
              },
              TestSettings.defaults().withPartitions(1))) {
        test.send(ORDERS, new Order("u1", 1, 10), 100);
        test.send(ORDERS, new Order("u1", 2, 10), 200);
        test.endInput();
        ends.addAll(test.outputs(COUNTS));
      }
      assertThat(ends)
          .as("told=%s", isTold)
          .isEqualTo(
              isTold
                  ? List.of(1000L, 1000L, 2000L, 2000L, 3000L, 3000L)
                  : List.of(1000L, 2000L, 3000L, 1000L, 2000L, 3000L));
    }
  }

  private static List<Long> plus(List<Long> one, List<Long> other) {
    return Stream.concat(one.stream(), other.stream()).toList();
  }

  @Test
  void shouldAddUpWhatAnOperatorGivesBeforeItTravels() {
    ApplicationBuilder app = new ApplicationBuilder(Settings.of(Map.of()));
    RecordStream<Long> counts =
        app.stream(ORDERS).keyBy(Order::shop).window(SECONDS).aggregate(count());
    counts.keyBy(count -> "all").window(SECONDS).aggregate(count()).to(COUNTS);
    counts
        .keyBy(count -> "all")
        .window(Windows.global())
        .aggregate(count())
        .to(Topic.of("ever", Long.class));
    assertThat(app.derivations().stream().filter(by -> by.combiner().isPresent()))
        .extracting(by -> by.from().name() + " to " + by.to().name())
        .containsExactlyInAnyOrder(
            "orders to counts.window.in",
            "counts.window-2.values to counts.window-2.in",
            "ever.window.values to ever.window.in");
  }

  @Test
  void shouldGiveResultsOfGlobalWindowsOverResultsTheTimeOfTheNewest() {
    try (FunctionTest test =
        FunctionTest.of(
            app ->
                app.stream(ORDERS)
                    .keyBy(Order::user)
                    .window(SECONDS)
                    .aggregate(count())
                    .keyBy(count -> "all")
                    .window(Windows.global().earlyEveryEventTime(Duration.ofSeconds(5)))
                    .aggregate(sumLong((Long count) -> count))
                    .to(COUNTS))) {
      test.send(ORDERS, new Order("u1", 1, 10), 1_700);
      test.send(ORDERS, new Order("u2", 1, 10), 1_300);
      test.send(ORDERS, new Order("u1", 1, 10), 2_100);
      test.endInput();
      // what both seconds gave is told once early, when the clock passes all, and once at the end
      StreamRecord<Long> all = new StreamRecord<>(COUNTS, 3L, 2_999);
      assertThat(test.records(COUNTS)).containsExactly(all, all);
    }
  }

  @Test
  void shouldNotCountWhatAFailedCallHadEmitted() {
    try (FunctionTest test =
        FunctionTest.of(
            app -> {
              app.function(
                      "relay",
                      ORDERS,
                      () ->
                          (record, context) -> {
                            context.emit(PAYMENTS, record.value());
                            context.emit(PAYMENTS, new Order("other", 1, 0));
                            if (record.value().amount() < 0) {
                              throw new IllegalStateException("refused");
                            }
                          })
                  .emits(PAYMENTS)
                  .onFailure(FailurePolicy.skip());
              app.stream(PAYMENTS).keyBy(Order::shop).window(SECONDS).aggregate(count()).to(COUNTS);
            })) {
      test.send(ORDERS, new Order("u1", 1, 10), 100);
      test.send(ORDERS, new Order("u1", 1, -10), 200);
      test.send(ORDERS, new Order("u1", 1, 10), 300);
      test.endInput();
      assertThat(test.outputs(COUNTS)).containsExactly(4L);
    }
  }

  @Test
  void shouldGiveFinalResultsOnlyInABatch() {
    Windows<Object> early = Windows.tumbling(Duration.ofSeconds(1)).everyCount(1);
    ApplicationBuilder streaming = new ApplicationBuilder(Settings.of(Map.of()));
    ApplicationBuilder batch = new ApplicationBuilder(Settings.of(Map.of()), true);
    for (ApplicationBuilder app : List.of(streaming, batch)) {
      app.stream(ORDERS).keyBy(Order::shop).window(early).aggregate(count()).to(COUNTS);
    }
    // records are counted by the operator that fires early, so they must not be added up before
    assertThat(streaming.derivations().get(0).combiner()).isEmpty();
    assertThat(batch.derivations().get(0).combiner()).isPresent();
  }

  @Test
  void shouldJoinByKeyAndTime() {
    try (FunctionTest test =
        FunctionTest.of(
            app ->
                app.stream(ORDERS)
                    .keyBy(Order::user)
                    .join(
                        app.stream(PAYMENTS).filter(paid -> paid.amount() > 0).keyBy(Order::user),
                        join ->
                            join.interval(
                                Duration.ZERO,
                                Duration.ofSeconds(10),
                                (order, paid) ->
                                    new Paid(order.user(), order.amount(), paid.amount())))
                    .to(PAID))) {
      test.send(ORDERS, new Order("u1", 1, 10), 1000);
      test.send(PAYMENTS, new Order("u1", 1, 0), 2000);
      test.send(PAYMENTS, new Order("u1", 1, 9), 3000);
      test.send(PAYMENTS, new Order("u2", 1, 9), 3000);
      assertThat(test.outputs(PAID)).containsExactly(new Paid("u1", 10, 9));
    }
  }

  @Test
  void shouldFindPatterns() {
    Pattern<Order> twice =
        Pattern.<Order>begin("one").where(order -> order.amount() > 5).followedBy("two");
    try (FunctionTest test =
        FunctionTest.of(
            app ->
                app.stream(ORDERS)
                    .keyBy(Order::user)
                    .pattern(twice, match -> (long) match.first("two").amount())
                    .to(COUNTS))) {
      test.send(ORDERS, new Order("u1", 1, 10), 1000);
      test.send(ORDERS, new Order("u1", 1, 3), 2000);
      test.endInput();
      assertThat(test.outputs(COUNTS)).containsExactly(3L);
    }
  }

  @Test
  void shouldTellFaultsOfOperatorsWithAllOthers() {
    assertThatThrownBy(
            () ->
                FunctionTest.of(
                    app -> {
                      app.stream(ORDERS)
                          .keyBy(Order::user)
                          .pattern(Pattern.<Order>begin("one").followedBy("one"), match -> 1L)
                          .to(COUNTS);
                      app.stream(ORDERS)
                          .map(Order::amount)
                          .keyBy(amount -> amount)
                          .window(Windows.session(Duration.ofSeconds(1)))
                          .aggregate(count())
                          .to(COUNTS);
                    }))
        .hasMessageContaining("one")
        .hasMessageContaining("type unknown: stream=counts.window.in");
  }

  @Test
  void shouldAskForTheTypeOfKeysThatDoNotDescribeThemselves() {
    FunctionTest test =
        FunctionTest.of(
            app ->
                app.stream(ORDERS)
                    .keyBy(Order::shop)
                    .window(SECONDS)
                    .aggregate(
                        sumLong(Order::amount),
                        (shop, window, sum) -> new Turnover(shop, window.startMs(), sum))
                    .to(TURNOVER));
    assertThatThrownBy(() -> test.send(ORDERS, new Order("u1", 1, 10), 100))
        .hasMessageContaining("type of keys unknown: type=Integer")
        .hasMessageContaining(".keyBy(..., Integer.class)");
  }
}
