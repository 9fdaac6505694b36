package io.millrace.functions.window;

import static io.millrace.functions.aggregate.Aggregates.allOf;
import static io.millrace.functions.aggregate.Aggregates.average;
import static io.millrace.functions.aggregate.Aggregates.count;
import static io.millrace.functions.aggregate.Aggregates.sumLong;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.functions.Application;
import io.millrace.functions.ApplicationBuilder;
import io.millrace.functions.Topic;
import io.millrace.functions.aggregate.Aggregate;
import io.millrace.testkit.FunctionTest;
import java.time.Duration;
import java.util.Iterator;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The code of docs/guide/windows.md. */
class WindowGuideTest {

  record Order(String category, long amount) {}

  record Turnover(String category, long untilMs, long amount) {}

  record Change(String category, long amount, boolean isRetraction) {}

  record Rise(String category, long from, long to) {}

  record Summary(long orders, double mean) {}

  static final Topic<Order> ORDERS = Topic.of("orders", Order.class).keyedBy(Order::category);
  static final Topic<Turnover> TURNOVER =
      Topic.of("turnover", Turnover.class).keyedBy(Turnover::category);
  static final Topic<Order> LATE_ORDERS =
      Topic.of("late-orders", Order.class).keyedBy(Order::category);
  static final Topic<Change> CHANGES = Topic.of("changes", Change.class).keyedBy(Change::category);
  static final Topic<Rise> RISES = Topic.of("rises", Rise.class).keyedBy(Rise::category);

  static final class TurnoverApp implements Application {
    // docs:begin windows
    static final Windows<Order> MINUTES =
        Windows.tumbling(Duration.ofMinutes(1))
            .earlyEvery(Duration.ofSeconds(1))
            .allowedLateness(Duration.ofMinutes(5))
            .lateTo(LATE_ORDERS);

    @Override
    public void define(ApplicationBuilder app) {
      app.operator(
          "turnover",
          ORDERS,
          () ->
              WindowOperator.of(
                  MINUTES,
                  sumLong(Order::amount),
                  String.class,
                  (category, window, sum) -> new Turnover(category, window.endMs(), sum)),
          TURNOVER);
    }
    // docs:end
  }

  @Test
  void shouldTellTurnoverEarlyOnTimeAndCorrected() {
    try (FunctionTest test = FunctionTest.of(new TurnoverApp())) {
      test.send(ORDERS, new Order("shoes", 30), 10_000);
      test.advanceTime(Duration.ofSeconds(1));
      assertThat(test.outputs(TURNOVER)).containsExactly(new Turnover("shoes", 60_000, 30));

      test.send(ORDERS, new Order("shoes", 12), 59_999);
      test.advanceWatermark(60_000);
      assertThat(test.outputs(TURNOVER)).containsExactly(new Turnover("shoes", 60_000, 42));

      test.send(ORDERS, new Order("shoes", 8), 30_000);
      assertThat(test.outputs(TURNOVER)).containsExactly(new Turnover("shoes", 60_000, 50));

      test.advanceWatermark(360_000);
      test.send(ORDERS, new Order("shoes", 1), 30_000);
      assertThat(test.outputs(TURNOVER)).isEmpty();
      assertThat(test.outputs(LATE_ORDERS)).containsExactly(new Order("shoes", 1));
    }
  }

  @Test
  void shouldTakeBackWhatItTold() {
    // docs:begin windows
    Windows<Object> windows = Windows.tumbling(Duration.ofMinutes(1)).everyCount(1).retracting();
    Supplier<WindowOperator<Order, Change>> changes =
        () ->
            WindowOperator.ofFirings(
                windows,
                sumLong(Order::amount),
                String.class,
                (category, result) -> new Change(category, result.value(), result.isRetraction()));
    // docs:end
    Application application = app -> app.operator("changes", ORDERS, changes, CHANGES);
    try (FunctionTest test = FunctionTest.of(application)) {
      test.send(ORDERS, new Order("shoes", 30), 1);
      test.send(ORDERS, new Order("shoes", 12), 2);
      assertThat(test.outputs(CHANGES))
          .containsExactly(
              new Change("shoes", 30, false),
              new Change("shoes", 30, true),
              new Change("shoes", 42, false));
    }
  }

  // docs:begin windows
  static void rises(String category, Window window, Iterable<Order> orders, Consumer<Rise> output) {
    Iterator<Order> all = orders.iterator();
    long first = all.next().amount();
    long last = first;
    while (all.hasNext()) {
      last = all.next().amount();
    }
    if (last > first) {
      output.accept(new Rise(category, first, last));
    }
  }

  // docs:end

  @Test
  void shouldSeeAllRecordsOfAWindow() {
    // docs:begin windows
    Supplier<WindowOperator<Order, Rise>> rises =
        () ->
            WindowOperator.process(
                Windows.session(Duration.ofMinutes(10)),
                Order.class,
                String.class,
                WindowGuideTest::rises);
    // docs:end
    Application application = app -> app.operator("rises", ORDERS, rises, RISES);
    try (FunctionTest test = FunctionTest.of(application)) {
      test.send(ORDERS, new Order("shoes", 30), 1);
      test.send(ORDERS, new Order("shoes", 5), 2);
      test.send(ORDERS, new Order("shoes", 32), 3);
      test.endInput();
      assertThat(test.outputs(RISES)).containsExactly(new Rise("shoes", 30, 32));
    }
  }

  @Test
  void shouldAggregateSeveralThingsAtOnce() {
    // docs:begin windows
    Aggregate<Order, ?, Double> mean = average(Order::amount);
    Aggregate<Order, ?, Summary> summary = allOf(count(), mean, Summary::new);
    // docs:end
    Topic<Summary> summaries = Topic.of("summaries", Summary.class);
    Application application =
        app ->
            app.operator(
                "summary",
                ORDERS,
                () -> WindowOperator.of(Windows.tumbling(Duration.ofHours(1)), summary),
                summaries);
    try (FunctionTest test = FunctionTest.of(application)) {
      test.send(ORDERS, new Order("shoes", 30), 1);
      test.send(ORDERS, new Order("shoes", 32), 2);
      test.endInput();
      assertThat(test.outputs(summaries)).containsExactly(new Summary(2, 31));
    }
  }
}
