package io.millrace.functions.join;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.functions.ApplicationBuilder;
import io.millrace.functions.Context;
import io.millrace.functions.MapSpec;
import io.millrace.functions.StateDeclaration;
import io.millrace.functions.Topic;
import io.millrace.functions.stream.Output;
import io.millrace.functions.stream.TwoInputOperator;
import io.millrace.testkit.FunctionTest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BroadcastJoinTest {
  record Payment(String user, int cents) {}

  record Rule(String id, int limit) {}

  record Alert(String user, String rule) {}

  static final Topic<Payment> PAYMENTS = Topic.of("payments", Payment.class).keyedBy(Payment::user);
  static final Topic<Alert> ALERTS = Topic.of("alerts", Alert.class).keyedBy(Alert::user);

  // docs:begin joins
  static final Topic<Rule> RULES = Topic.of("rules", Rule.class).broadcast();
  static final BroadcastJoin<Payment, Rule, Alert> CHECK =
      Joins.of(PAYMENTS, RULES)
          .broadcast(String.class, Rule::id)
          .deletedWhen(rule -> rule.limit() == 0)
          .each(
              (payment, rule) ->
                  payment.cents() > rule.limit() ? new Alert(payment.user(), rule.id()) : null);

  // docs:end

  static final BroadcastJoin.Rows<Payment, Rule, String> ROWS =
      Joins.of(PAYMENTS, RULES)
          .broadcast(String.class, Rule::id)
          .deletedWhen(rule -> rule.limit() == 0);

  @SuppressWarnings("unchecked")
  private static MapSpec<String, Rule> rows(BroadcastJoin<?, ?, ?> join) {
    return (MapSpec<String, Rule>) join.get().states().get(0);
  }

  static void check(ApplicationBuilder app) {
    // docs:begin joins
    app.operator("check", PAYMENTS, RULES, CHECK, ALERTS); // a supplier itself: no lambda
    // docs:end
  }

  @Test
  void shouldCheckEachPaymentAgainstTheRulesOfTheMoment() {
    try (FunctionTest test = FunctionTest.of(BroadcastJoinTest::check)) {
      test.send(PAYMENTS, new Payment("u1", 500));
      test.send(RULES, new Rule("large", 100));
      test.send(RULES, new Rule("huge", 1_000));
      for (String user : List.of("u1", "u2", "u3", "u4", "u5")) {
        test.send(PAYMENTS, new Payment(user, 500));
      }
      assertThat(test.outputs(ALERTS))
          .hasSize(5)
          .allSatisfy(alert -> assertThat(alert.rule()).isEqualTo("large"));
      assertThat(test.state("check", rows(CHECK))).containsOnlyKeys("large", "huge");

      test.send(RULES, new Rule("huge", 400));
      test.send(PAYMENTS, new Payment("u1", 500));
      assertThat(test.outputs(ALERTS)).extracting(Alert::rule).containsExactly("large", "huge");

      test.send(RULES, new Rule("large", 0));
      test.send(PAYMENTS, new Payment("u1", 500));
      assertThat(test.outputs(ALERTS)).extracting(Alert::rule).containsExactly("huge");
    }
  }

  @Test
  void shouldGiveAllRulesAtOnceAndFindOneByItsId() {
    BroadcastJoin<Payment, Rule, Alert> all =
        ROWS.all((payment, rules) -> new Alert(payment.user(), String.join("+", rules.keySet())));
    BroadcastJoin<Payment, Rule, Alert> one =
        ROWS.oneOrNull(
            payment -> "r" + payment.cents(),
            (payment, rule) -> new Alert(payment.user(), rule == null ? "none" : rule.id()));
    BroadcastJoin<Payment, Rule, Alert> inner =
        ROWS.one(payment -> "r" + payment.cents(), (payment, rule) -> new Alert("u", rule.id()));
    Topic<Alert> ones = Topic.of("ones", Alert.class).keyedBy(Alert::user);
    Topic<Alert> inners = Topic.of("inners", Alert.class).keyedBy(Alert::user);
    try (FunctionTest test =
        FunctionTest.of(
            app -> {
              app.operator("all", PAYMENTS, RULES, all, ALERTS);
              app.operator("one", PAYMENTS, RULES, one, ones);
              app.operator("inner", PAYMENTS, RULES, inner, inners);
            })) {
      test.send(RULES, new Rule("r2", 1));
      test.send(RULES, new Rule("r1", 1));
      test.send(PAYMENTS, new Payment("u", 1));
      test.send(PAYMENTS, new Payment("u", 3));
      assertThat(test.outputs(ALERTS)).extracting(Alert::rule).containsExactly("r2+r1", "r2+r1");
      assertThat(test.outputs(ones)).extracting(Alert::rule).containsExactly("r1", "none");
      assertThat(test.outputs(inners)).extracting(Alert::rule).containsExactly("r1");
    }
  }

  @Test
  void shouldSeeTheRulesOfTheMomentWhateverComesWhen() {
    BroadcastJoin<Payment, Rule, Alert> join =
        ROWS.all((payment, rules) -> new Alert(payment.user(), rules.values().toString()));
    for (long seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      Map<String, Rule> rules = new LinkedHashMap<>();
      List<String> expected = new ArrayList<>();
      try (FunctionTest test =
          FunctionTest.of(app -> app.operator("check", PAYMENTS, RULES, join, ALERTS))) {
        for (int i = 0; i < 60; i++) {
          if (random.nextInt(3) == 0) {
            Rule rule = new Rule("r" + random.nextInt(4), random.nextInt(3));
            test.send(RULES, rule);
            if (rule.limit() == 0) {
              rules.remove(rule.id());
            } else {
              rules.put(rule.id(), rule);
            }
          } else {
            test.send(PAYMENTS, new Payment("u" + random.nextInt(5), i));
            expected.add(rules.values().toString());
          }
        }
        assertThat(test.outputs(ALERTS))
            .as("seed=%d", seed)
            .extracting(Alert::rule)
            .containsExactlyInAnyOrderElementsOf(expected);
      }
    }
  }

  /** Writes a shared map while it handles a record with a key. */
  private static final class Writer implements TwoInputOperator<Payment, Rule, Alert> {
    static final MapSpec<String, Rule> SHARED =
        MapSpec.of("shared", String.class, Rule.class).shared();

    @Override
    public List<StateDeclaration> states() {
      return List.of(SHARED);
    }

    @Override
    public void onLeft(Payment value, Context context, Output<Alert> output) {
      context.map(SHARED).remove("large");
    }

    @Override
    public void onRight(Rule value, Context context, Output<Alert> output) {
      context.map(SHARED).put(value.id(), value);
    }
  }

  @Test
  void shouldRefuseToWriteASharedMapWithAKey() {
    try (FunctionTest test =
        FunctionTest.of(app -> app.operator("writer", PAYMENTS, RULES, Writer::new, ALERTS))) {
      test.send(RULES, new Rule("large", 1));
      assertThat(test.state("writer", Writer.SHARED)).containsOnlyKeys("large");
      assertThatThrownBy(() -> test.state("writer", Writer.SHARED, "u1"))
          .hasMessageContaining("ask without a key");
      assertThatThrownBy(() -> test.send(PAYMENTS, new Payment("u1", 1)))
          .hasMessageContaining("shared state written with a key: function=writer, state=shared");
    }
  }
}
