package io.millrace.functions.join;

import static io.millrace.functions.join.Scenario.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.functions.ListSpec;
import io.millrace.functions.Topic;
import io.millrace.functions.join.Scenario.Event;
import io.millrace.functions.join.Scenario.Item;
import io.millrace.functions.join.Scenario.Results;
import io.millrace.functions.join.UpdatingJoin.Keeps;
import io.millrace.functions.stream.TwoInputOperator;
import io.millrace.testkit.FunctionTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Joins that keep rows or records by key: with a table, with versions, of whatever comes first. */
class StateJoinsTest {
  record Trade(String currency, int amount) {}

  record Rate(String currency, int cents) {}

  record Value(String currency, int cents) {}

  static final Topic<Trade> TRADES = Topic.of("trades", Trade.class).keyedBy(Trade::currency);
  static final Topic<Rate> RATES = Topic.of("rates", Rate.class).keyedBy(Rate::currency);
  static final Topic<Value> VALUES = Topic.of("values", Value.class).keyedBy(Value::currency);

  private static Value value(Trade trade, Rate rate) {
    return new Value(trade.currency(), rate == null ? -1 : trade.amount() * rate.cents());
  }

  private static FunctionTest of(TwoInputOperator<Trade, Rate, Value> join) {
    return FunctionTest.of(app -> app.operator("values", TRADES, RATES, () -> join, VALUES));
  }

  @Test
  void shouldUseTheLatestRowOfATable() {
    try (FunctionTest test =
        of(
            Joins.of(TRADES, RATES)
                .table(StateJoinsTest::value)
                .left()
                .deletedWhen(rate -> rate.cents() == 0))) {
      test.send(TRADES, new Trade("EUR", 2));
      test.send(RATES, new Rate("EUR", 110));
      test.send(TRADES, new Trade("EUR", 3));
      test.send(RATES, new Rate("EUR", 120));
      test.send(TRADES, new Trade("EUR", 4));
      test.send(RATES, new Rate("EUR", 0));
      test.send(TRADES, new Trade("EUR", 5));
      assertThat(test.outputs(VALUES)).extracting(Value::cents).containsExactly(-1, 330, 480, -1);
    }
  }

  @Test
  void shouldForgetRowsOfATable() {
    try (FunctionTest test =
        of(Joins.of(TRADES, RATES).table(StateJoinsTest::value).expireAfter(Duration.ofHours(1)))) {
      test.send(RATES, new Rate("EUR", 110));
      test.advanceTime(Duration.ofMinutes(59));
      test.send(TRADES, new Trade("EUR", 3));
      test.advanceTime(Duration.ofMinutes(2));
      test.send(TRADES, new Trade("EUR", 4));
      assertThat(test.outputs(VALUES)).extracting(Value::cents).containsExactly(330);
    }
  }

  @Test
  void shouldValueEachTradeWithTheRateOfItsTimeInWhateverOrderTheyCome() {
    try (FunctionTest test = of(Joins.of(TRADES, RATES).temporal(StateJoinsTest::value))) {
      test.send(TRADES, new Trade("EUR", 2), 2_000);
      test.send(RATES, new Rate("EUR", 130), 3_000);
      test.send(RATES, new Rate("EUR", 110), 1_000);
      test.send(TRADES, new Trade("EUR", 1), 1_500);
      test.send(RATES, new Rate("EUR", 120), 2_000);
      assertThat(test.outputs(VALUES)).isEmpty();
      test.advanceWatermark(2_001);
      assertThat(test.outputs(VALUES)).extracting(Value::cents).containsExactly(110, 240);
    }
  }

  @Test
  void shouldDropVersionsThatNobodyCanAskForAnyMore() {
    TemporalJoin<Trade, Rate, Value> join = Joins.of(TRADES, RATES).temporal(StateJoinsTest::value);
    try (FunctionTest test = of(join)) {
      for (int i = 0; i < 10; i++) {
        long timeMs = i * 1_000L;
        test.send(RATES, new Rate("EUR", 100 + i), timeMs);
      }
      test.advanceWatermark(8_500);
      test.send(RATES, new Rate("EUR", 200), 20_000);
      assertThat(test.state("values", (ListSpec<?>) join.states().get(1), "EUR")).hasSize(3);
    }
  }

  @Test
  void shouldJoinWhateverComesFirst() {
    try (FunctionTest test =
        of(Joins.of(TRADES, RATES).updating(StateJoinsTest::value).keeping(Keeps.ALL, Keeps.ONE))) {
      test.send(TRADES, new Trade("EUR", 2));
      test.send(TRADES, new Trade("EUR", 3));
      test.send(RATES, new Rate("EUR", 100));
      assertThat(test.outputs(VALUES)).extracting(Value::cents).containsExactly(200, 300);
      test.send(TRADES, new Trade("EUR", 4));
      assertThat(test.outputs(VALUES)).extracting(Value::cents).containsExactly(400);
    }
  }

  @Test
  void shouldForgetWhatIsOlderThanItMayBe() {
    try (FunctionTest test =
        of(
            Joins.of(TRADES, RATES)
                .updating(StateJoinsTest::value)
                .expireAfter(Duration.ofHours(1)))) {
      test.send(TRADES, new Trade("EUR", 2));
      test.advanceTime(Duration.ofMinutes(61));
      test.send(RATES, new Rate("EUR", 100));
      assertThat(test.outputs(VALUES)).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldJoinWithTheLatestRow(boolean isOuter) {
    TableJoin<Item, Item, String> inner =
        Joins.of(Item.class, Item.class).table(Scenario::text).deletedWhen(Item::leaves);
    for (long seed = 0; seed < 100; seed++) {
      new Scenario(seed)
          .check(
              isOuter ? inner.left() : inner,
              (scenario, results) -> {
                Map<String, Item> rows = new HashMap<>();
                for (Event event : scenario.events) {
                  if (event.isRecord() && event.isLeft()) {
                    Item row = rows.get(event.item().key());
                    if (row != null || isOuter) {
                      results.add(
                          event.step(),
                          text(event.item(), row),
                          Math.max(event.timeMs(), event.watermarkMs()));
                    }
                  } else if (event.isRecord()) {
                    rows.put(event.item().key(), event.item().leaves() ? null : event.item());
                  }
                }
              });
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldJoinWithTheVersionOfTheTime(boolean isOuter) {
    TemporalJoin<Item, Item, String> inner =
        Joins.of(Item.class, Item.class).temporal(Scenario::text).deletedWhen(Item::leaves);
    for (long seed = 0; seed < 200; seed++) {
      new Scenario(seed)
          .check(
              isOuter ? inner.left() : inner,
              (scenario, results) -> expectVersions(scenario, isOuter, results));
    }
  }

  private static void expectVersions(Scenario scenario, boolean isOuter, Results results) {
    for (Event left : scenario.records(true)) {
      if (left.isLate()) {
        continue;
      }
      int step = scenario.stepAt(left.timeMs() + 1, left.step());
      Event version = null;
      for (Event right : scenario.records(false)) {
        if (right.step() < step
            && right.item().key().equals(left.item().key())
            && right.timeMs() <= left.timeMs()
            && (version == null || right.timeMs() >= version.timeMs())) {
          version = right;
        }
      }
      Item row = version == null || version.item().leaves() ? null : version.item();
      if (row != null || isOuter) {
        results.add(step, text(left.item(), row), left.timeMs());
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldJoinEveryPairOnce(Keeps lefts) {
    for (Keeps rights : Keeps.values()) {
      for (long seed = 0; seed < 100; seed++) {
        new Scenario(seed)
            .check(
                Joins.of(Item.class, Item.class).updating(Scenario::text).keeping(lefts, rights),
                (scenario, results) -> expectPairs(scenario, lefts, rights, results));
      }
    }
  }

  private static void expectPairs(Scenario scenario, Keeps lefts, Keeps rights, Results results) {
    Set<Event> kept = new LinkedHashSet<>();
    for (Event event : scenario.events) {
      if (!event.isRecord()) {
        continue;
      }
      List<Event> replaced = new ArrayList<>();
      for (Event other : kept) {
        if (!other.item().key().equals(event.item().key())) {
          continue;
        }
        if (other.isLeft() != event.isLeft()) {
          results.add(
              event.step(),
              event.isLeft() ? text(event.item(), other.item()) : text(other.item(), event.item()),
              Math.max(event.watermarkMs(), Math.max(event.timeMs(), other.timeMs())));
        } else if ((event.isLeft() ? lefts : rights) == Keeps.ONE) {
          replaced.add(other);
        }
      }
      replaced.forEach(kept::remove);
      kept.add(event);
    }
  }
}
