package io.millrace.functions.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.functions.Application;
import io.millrace.functions.ApplicationBuilder;
import io.millrace.functions.Context;
import io.millrace.functions.FailurePolicy;
import io.millrace.functions.Settings;
import io.millrace.functions.StateDeclaration;
import io.millrace.functions.StateSpec;
import io.millrace.functions.StreamRecord;
import io.millrace.functions.Timer;
import io.millrace.functions.TimerSpec;
import io.millrace.functions.Topic;
import io.millrace.testkit.FunctionTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecordStreamTest {
  record Order(String user, String category, int amount) {}

  record Line(String user, String word) {}

  record Count(String key, int count) {}

  record Rule(int limit) {}

  static final Topic<Order> ORDERS = Topic.of("orders", Order.class).keyedBy(Order::user);
  static final Topic<Line> LINES = Topic.of("lines", Line.class).keyedBy(Line::user);
  static final Topic<Integer> AMOUNTS = Topic.of("amounts", Integer.class);
  static final Topic<Count> COUNTS = Topic.of("counts", Count.class).keyedBy(Count::key);
  static final Topic<Rule> RULES = Topic.of("rules", Rule.class).broadcast();

  /** Counts the records of a key. */
  static final class Counter<T> implements Operator<T, Count> {
    private static final StateSpec<Integer> SEEN = StateSpec.of("seen", Integer.class);

    @Override
    public List<StateDeclaration> states() {
      return List.of(SEEN);
    }

    @Override
    public void onRecord(T value, Context context, Output<Count> output) {
      int seen = context.getOr(SEEN, 0) + 1;
      context.put(SEEN, seen);
      output.emit(new Count(context.key(String.class), seen), context.eventTimeMs());
    }
  }

  /** Tells how many records a key had when the watermark has passed its first record's second. */
  static final class SecondEnd implements Operator<Count, Count> {
    private static final StateSpec<Count> LAST = StateSpec.of("last", Count.class);
    private static final TimerSpec END = TimerSpec.eventTime("end");

    @Override
    public List<StateDeclaration> states() {
      return List.of(LAST);
    }

    @Override
    public List<TimerSpec> timers() {
      return List.of(END);
    }

    @Override
    public void onRecord(Count value, Context context, Output<Count> output) {
      context.put(LAST, value);
      context.setTimer(END, context.eventTimeMs() / 1000 * 1000 + 1000);
    }

    @Override
    public void onTimer(Timer timer, Context context, Output<Count> output) {
      output.emit(context.get(LAST).orElseThrow(), timer.atMs() - 1);
    }
  }

  /** Lets through what is over the limit of the last rule. */
  static final class Limit implements TwoInputOperator<Order, Rule, Integer> {
    private static final StateSpec<Rule> RULE = StateSpec.of("rule", Rule.class).shared();

    @Override
    public List<StateDeclaration> states() {
      return List.of(RULE);
    }

    @Override
    public void onLeft(Order value, Context context, Output<Integer> output) {
      if (value.amount() > context.get(RULE).map(Rule::limit).orElse(0)) {
        output.emit(value.amount(), context.eventTimeMs());
      }
    }

    @Override
    public void onRight(Rule value, Context context, Output<Integer> output) {
      context.put(RULE, value);
    }
  }

  private static FunctionTest test(Application application) {
    return FunctionTest.of(application);
  }

  @Test
  void shouldFilterAndMapWithoutAnyFunction() {
    try (FunctionTest test =
        test(
            app ->
                app.stream(ORDERS)
                    .filter(order -> order.amount() > 1)
                    .map(order -> order.amount() > 3 ? null : order.amount())
                    .to(AMOUNTS))) {
      for (int amount = 0; amount < 6; amount++) {
        test.send(ORDERS, new Order("u", "books", amount), amount);
      }
      assertThat(test.records(AMOUNTS))
          .containsExactlyInAnyOrder(
              new StreamRecord<>(AMOUNTS, 2, 2), new StreamRecord<>(AMOUNTS, 3, 3));
    }
  }

  @Test
  void shouldCountByAKeyOfItsOwn() {
    try (FunctionTest test =
        test(
            app ->
                app.stream(ORDERS)
                    .keyBy(Order::category)
                    .process("count", Counter::new)
                    .to(COUNTS))) {
      test.send(ORDERS, new Order("u1", "books", 1));
      test.send(ORDERS, new Order("u2", "books", 1));
      test.send(ORDERS, new Order("u2", "toys", 1));
      assertThat(test.outputs(COUNTS))
          .containsExactlyInAnyOrder(
              new Count("books", 1), new Count("books", 2), new Count("toys", 1));
      assertThat(test.state("counts.count", StateSpec.of("seen", Integer.class), "books"))
          .contains(2);
    }
  }

  @Test
  void shouldCountTheWordsOfLines() {
    try (FunctionTest test =
        test(
            app ->
                app.stream(LINES)
                    .flatMap(line -> List.of(line.word().split(" ")))
                    .as(String.class)
                    .keyBy(word -> word)
                    .process("count", Counter::new)
                    .filter(count -> count.count() > 1)
                    .to(COUNTS))) {
      test.send(LINES, new Line("u", "to be or not to be"));
      assertThat(test.outputs(COUNTS))
          .containsExactlyInAnyOrder(new Count("to", 2), new Count("be", 2));
    }
  }

  @Test
  void shouldChainOperatorsWithWatermarksThatFollow() {
    try (FunctionTest test =
        test(
            app ->
                app.stream(ORDERS)
                    .keyBy(Order::category)
                    .process("count", Counter::new)
                    .as(Count.class)
                    .keyBy(count -> count.key().substring(0, 1))
                    .process("second", SecondEnd::new)
                    .to(COUNTS))) {
      test.send(ORDERS, new Order("u1", "books", 1), 100);
      test.send(ORDERS, new Order("u1", "books", 1), 700);
      test.advanceWatermark(ORDERS, 999);
      assertThat(test.outputs(COUNTS)).isEmpty();
      test.advanceWatermark(ORDERS, 1000);
      assertThat(test.records(COUNTS))
          .containsExactly(new StreamRecord<>(COUNTS, new Count("books", 2), 999));
      assertThat(test.watermarkMs("counts.second")).isEqualTo(1000);
    }
  }

  @Test
  void shouldUniteStreamsAndHoldTheirClocksTogether() {
    try (FunctionTest test =
        test(
            app ->
                app.stream(ORDERS)
                    .map(Order::category)
                    .as(String.class)
                    .union(app.stream(LINES).map(Line::word))
                    .keyBy(word -> word)
                    .process("count", Counter::new)
                    .named("words")
                    .to(COUNTS))) {
      test.send(ORDERS, new Order("u", "books", 1));
      test.send(LINES, new Line("u", "books"));
      assertThat(test.outputs(COUNTS)).contains(new Count("books", 2));
      test.advanceWatermark(ORDERS, 1000);
      assertThat(test.watermarkMs("words")).isEqualTo(Long.MIN_VALUE);
      test.advanceWatermark(LINES, 500);
      assertThat(test.watermarkMs("words")).isEqualTo(500);
    }
  }

  @Test
  void shouldSplitAStreamInTwo() {
    Topic<Integer> small = Topic.of("small", Integer.class);
    try (FunctionTest test =
        test(
            app -> {
              var split = app.stream(ORDERS).split(order -> order.amount() > 10);
              split.matching().map(Order::amount).to(AMOUNTS);
              split.others().map(Order::amount).to(small);
            })) {
      test.send(ORDERS, new Order("u", "books", 5));
      test.send(ORDERS, new Order("u", "books", 50));
      assertThat(test.outputs(AMOUNTS)).containsExactly(50);
      assertThat(test.outputs(small)).containsExactly(5);
    }
  }

  @Test
  void shouldUseTheTopicsOwnKeyWithoutATopicBetween() {
    try (FunctionTest test =
        test(
            app ->
                app.stream(ORDERS).keyed(String.class).process("count", Counter::new).to(COUNTS))) {
      test.send(ORDERS, new Order("u1", "books", 1));
      assertThat(test.outputs(COUNTS)).containsExactly(new Count("u1", 1));
    }
    ApplicationBuilder app = new ApplicationBuilder(Settings.of(Map.of()));
    app.stream(ORDERS).keyed(String.class).process("count", Counter::new).to(COUNTS);
    assertThat(app.derivations()).isEmpty();
  }

  @Test
  void shouldReadBroadcastRulesBesideAStream() {
    try (FunctionTest test =
        test(
            app ->
                app.stream(ORDERS)
                    .keyBy(Order::user)
                    .process("limit", RULES, Limit::new)
                    .to(AMOUNTS))) {
      test.send(ORDERS, new Order("u1", "books", 7));
      test.send(RULES, new Rule(9));
      test.send(ORDERS, new Order("u2", "books", 8));
      test.send(ORDERS, new Order("u3", "books", 10));
      assertThat(test.outputs(AMOUNTS)).containsExactlyInAnyOrder(7, 10);
    }
  }

  @Test
  void shouldGiveOneFunctionTwoReaders() {
    ApplicationBuilder app = new ApplicationBuilder(Settings.of(Map.of()));
    var counts = app.stream(ORDERS).keyBy(Order::category).process("count", Counter::new);
    counts.to(COUNTS);
    counts.map(Count::count).to(AMOUNTS);
    assertThat(app.functions()).hasSize(1);
    assertThat(app.functions().get(0).name()).isEqualTo("counts.count");
    assertThat(app.functions().get(0).emits()).containsExactly(COUNTS, AMOUNTS);
  }

  @Test
  void shouldTellAllFaultsAtOnce() {
    assertThatThrownBy(
            () ->
                test(
                    app -> {
                      app.stream(ORDERS)
                          .map(Order::category)
                          .keyBy(category -> category)
                          .process("count", Counter::new)
                          .to(COUNTS);
                      app.stream(ORDERS)
                          .filter(order -> true)
                          .keyed(String.class)
                          .process("count", Counter::new)
                          .named("late")
                          .to(COUNTS);
                      app.stream(ORDERS)
                          .filter(order -> true)
                          .onFailure(FailurePolicy.skip())
                          .to(Topic.of("filtered", Order.class));
                      RecordStream<Count> counts =
                          app.stream(LINES).keyBy(Line::word).process("count", Counter::new);
                      counts.named("counted").to(COUNTS);
                      counts.onFailure(FailurePolicy.skip());
                    }))
        .hasMessageContaining("no operator that could fail: policy=FailurePolicy[attempts=1")
        .hasMessageContaining("failure policy given too late: function=counted;")
        .hasMessageContaining("type unknown: stream=counts.count.in; add .as(TYPE.class)")
        .hasMessageContaining("stream has no key of its own");
  }

  @Test
  void shouldRefuseATopicDerivedFromItself() {
    assertThatThrownBy(() -> test(app -> app.stream(ORDERS).filter(order -> true).to(ORDERS)))
        .hasMessageContaining("topic derived from itself: topic=orders");
  }

  @Test
  void shouldDeriveFromWhatAFunctionEmits() {
    try (FunctionTest test =
        test(
            app -> {
              app.function("categories", ORDERS, Order::category, Topic.of("named", String.class));
              app.stream(Topic.of("named", String.class))
                  .keyBy(name -> name)
                  .process("count", Counter::new)
                  .to(COUNTS);
            })) {
      test.send(ORDERS, new Order("u1", "books", 1));
      test.send(ORDERS, new Order("u2", "books", 1));
      test.advanceWatermark(ORDERS, 70);
      assertThat(test.outputs(COUNTS)).contains(new Count("books", 2));
      assertThat(test.watermarkMs("counts.count")).isEqualTo(70);
    }
  }
}
