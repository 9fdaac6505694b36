package io.millrace.examples.guide;

import static io.millrace.functions.aggregate.Aggregates.sumLong;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.functions.ApplicationBuilder;
import io.millrace.functions.Context;
import io.millrace.functions.FunctionSpec;
import io.millrace.functions.Settings;
import io.millrace.functions.StateDeclaration;
import io.millrace.functions.StateSpec;
import io.millrace.functions.Topic;
import io.millrace.functions.pattern.Pattern;
import io.millrace.functions.stream.Operator;
import io.millrace.functions.stream.Output;
import io.millrace.functions.stream.RecordStream;
import io.millrace.functions.window.Windows;
import io.millrace.testkit.FunctionTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The code of docs/guide/streams.md. */
class StreamsGuideTest {
  record Order(String id, String user, String category, long cents) {}

  record Payment(String orderId, String bank) {}

  record Paid(String orderId, String bank) {}

  record Turnover(String category, long untilMs, long cents) {}

  record Rule(String category, long limit) {}

  record Alert(String user, String reason) {}

  record Nth(String user, int number) {}

  static final Topic<Order> ORDERS = Topic.of("orders", Order.class).keyedBy(Order::user);
  static final Topic<Order> SHOP_ORDERS = Topic.of("shop-orders", Order.class).keyedBy(Order::user);
  static final Topic<Payment> PAYMENTS =
      Topic.of("payments", Payment.class).keyedBy(Payment::orderId);
  static final Topic<Rule> RULES = Topic.of("rules", Rule.class).broadcast();
  static final Topic<Turnover> TURNOVER =
      Topic.of("turnover", Turnover.class).keyedBy(Turnover::category);
  static final Topic<Order> LARGE = Topic.of("large", Order.class).keyedBy(Order::user);
  static final Topic<Order> SMALL = Topic.of("small", Order.class).keyedBy(Order::user);
  static final Topic<String> WORDS = Topic.of("words", String.class);
  static final Topic<Paid> PAID = Topic.of("paid", Paid.class).keyedBy(Paid::orderId);
  static final Topic<Alert> ALERTS = Topic.of("alerts", Alert.class).keyedBy(Alert::user);
  static final Topic<Nth> NTH = Topic.of("nth", Nth.class).keyedBy(Nth::user);

  static void turnover(ApplicationBuilder app) {
    // docs:begin streams
    app.stream(ORDERS)
        .filter(order -> order.cents() > 0)
        .keyBy(Order::category)
        .window(Windows.tumbling(Duration.ofMinutes(1)))
        .aggregate(
            sumLong(Order::cents),
            (category, window, sum) -> new Turnover(category, window.endMs(), sum))
        .to(TURNOVER);
    // docs:end
  }

  @Test
  void shouldSumByMinute() {
    try (FunctionTest test = FunctionTest.of(StreamsGuideTest::turnover)) {
      test.send(ORDERS, new Order("o1", "ann", "shoes", 30), 1);
      test.send(ORDERS, new Order("o2", "bob", "shoes", 12), 59_999);
      test.send(ORDERS, new Order("o3", "bob", "shoes", -5), 2);
      test.advanceWatermark(60_000);
      assertThat(test.outputs(TURNOVER)).containsExactly(new Turnover("shoes", 60_000, 42));
    }
  }

  static void stateless(ApplicationBuilder app) {
    // docs:begin streams
    RecordStream<Order> all = app.stream(ORDERS).union(app.stream(SHOP_ORDERS));
    RecordStream.Split<Order> orders = all.split(order -> order.cents() > 100_000);
    orders.matching().to(LARGE);
    orders.others().to(SMALL);
    all.flatMap(order -> List.of(order.category().split(" "))).to(WORDS);
    // docs:end
  }

  @Test
  void shouldUniteAndSplitWithoutAFunction() {
    try (FunctionTest test = FunctionTest.of(StreamsGuideTest::stateless)) {
      test.send(ORDERS, new Order("o1", "ann", "red shoes", 300_000));
      test.send(SHOP_ORDERS, new Order("o2", "ann", "tea", 300));
      assertThat(test.outputs(LARGE)).extracting(Order::id).containsExactly("o1");
      assertThat(test.outputs(SMALL)).extracting(Order::id).containsExactly("o2");
      assertThat(test.outputs(WORDS)).containsExactlyInAnyOrder("red", "shoes", "tea");
    }
    ApplicationBuilder app = new ApplicationBuilder(Settings.of(Map.of()));
    stateless(app);
    assertThat(app.functions()).isEmpty();
  }

  static void joined(ApplicationBuilder app) {
    // docs:begin streams
    app.stream(ORDERS)
        .keyBy(Order::id)
        .join(
            app.stream(PAYMENTS).keyBy(Payment::orderId),
            join ->
                join.interval(
                    Duration.ZERO,
                    Duration.ofHours(1),
                    (order, payment) -> new Paid(order.id(), payment.bank())))
        .to(PAID);
    // docs:end
  }

  @Test
  void shouldJoinOrdersAndPayments() {
    try (FunctionTest test = FunctionTest.of(StreamsGuideTest::joined)) {
      test.send(ORDERS, new Order("o1", "ann", "shoes", 30), 1);
      test.send(PAYMENTS, new Payment("o1", "bank"), 2);
      test.send(PAYMENTS, new Payment("o1", "late bank"), 4_000_000);
      assertThat(test.outputs(PAID)).containsExactly(new Paid("o1", "bank"));
    }
  }

  // docs:begin streams
  static final Pattern<Order> TWO_LARGE =
      Pattern.<Order>begin("first")
          .where(order -> order.cents() > 100_000)
          .next("second")
          .where(order -> order.cents() > 100_000)
          .within(Duration.ofMinutes(1));

  // docs:end

  static Alert check(Order order, Rule rule) {
    boolean isOver = order.category().equals(rule.category()) && order.cents() > rule.limit();
    return isOver ? new Alert(order.user(), "over the limit of " + rule.category()) : null;
  }

  static void alerts(ApplicationBuilder app) {
    // docs:begin streams
    app.stream(ORDERS)
        .keyed(String.class)
        .pattern(TWO_LARGE, match -> new Alert(match.first("first").user(), "two large orders"))
        .named("two-large")
        .to(ALERTS);
    app.stream(ORDERS)
        .keyed(String.class)
        .join(
            RULES,
            join -> join.broadcast(String.class, Rule::category).each(StreamsGuideTest::check))
        .named("rules")
        .to(ALERTS);
    // docs:end
  }

  // docs:begin streams
  static final class Counting implements Operator<Order, Nth> {
    private static final StateSpec<Integer> SEEN = StateSpec.of("seen", Integer.class);

    @Override
    public List<StateDeclaration> states() {
      return List.of(SEEN);
    }

    @Override
    public void onRecord(Order order, Context context, Output<Nth> output) {
      int seen = context.getOr(SEEN, 0) + 1;
      context.put(SEEN, seen);
      output.emit(new Nth(order.user(), seen), context.eventTimeMs());
    }
  }

  // docs:end

  static void counted(ApplicationBuilder app) {
    // docs:begin streams
    app.stream(ORDERS).keyed(String.class).process("count", Counting::new).to(NTH);
    // docs:end
  }

  @Test
  void shouldAlertByPatternAndByRule() {
    try (FunctionTest test = FunctionTest.of(StreamsGuideTest::alerts)) {
      test.send(RULES, new Rule("tea", 50));
      test.send(ORDERS, new Order("o1", "ann", "shoes", 200_000), 1);
      test.send(ORDERS, new Order("o2", "ann", "shoes", 200_000), 2);
      test.send(ORDERS, new Order("o3", "bob", "tea", 51), 3);
      test.send(ORDERS, new Order("o4", "bob", "tea", 50), 4);
      test.endInput();
      assertThat(test.outputs(ALERTS))
          .containsExactlyInAnyOrder(
              new Alert("ann", "two large orders"), new Alert("bob", "over the limit of tea"));
    }
  }

  @Test
  void shouldCountByAnOperatorOfItsOwn() {
    try (FunctionTest test = FunctionTest.of(StreamsGuideTest::counted)) {
      test.send(ORDERS, new Order("o1", "ann", "tea", 1));
      test.send(ORDERS, new Order("o2", "ann", "tea", 1));
      assertThat(test.outputs(NTH)).containsExactly(new Nth("ann", 1), new Nth("ann", 2));
    }
  }

  @Test
  void shouldNameFunctionsAfterTheirResultsOrAsTold() {
    ApplicationBuilder app = new ApplicationBuilder(Settings.of(Map.of()));
    turnover(app);
    joined(app);
    alerts(app);
    counted(app);
    assertThat(app.functions())
        .extracting(FunctionSpec::name)
        .containsExactly("turnover.window", "paid.join", "two-large", "rules", "nth.count");
    assertThat(app.derivations())
        .extracting(derivation -> derivation.to().name() + ": " + derivation)
        .containsExactly(
            "turnover.window.in: filter, combine",
            "paid.join.left: as it is",
            "paid.join.right: as it is");
  }
}
