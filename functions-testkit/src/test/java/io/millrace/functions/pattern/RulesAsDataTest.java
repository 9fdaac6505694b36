package io.millrace.functions.pattern;

import static io.millrace.functions.pattern.ConditionSpec.compare;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.functions.FailurePolicy;
import io.millrace.functions.Topic;
import io.millrace.testkit.FunctionTest;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class RulesAsDataTest {

  enum Kind {
    CLAIM,
    ORDER,
    REFUND
  }

  record Place(String city) {}

  record Deed(
      String user, Kind kind, String coupon, BigDecimal amount, Instant time, Place place) {}

  private static final Topic<Deed> DEEDS = Topic.of("deeds", Deed.class).keyedBy(Deed::user);
  private static final Topic<PatternRule> RULES = Topic.of("rules", PatternRule.class).broadcast();
  private static final Topic<String> TOLD = Topic.of("told", String.class);

  private static Deed deed(Kind kind, String coupon, String amount, long atMs) {
    return new Deed("ann", kind, coupon, new BigDecimal(amount), Instant.ofEpochMilli(atMs), null);
  }

  private static PatternRule refunded(int version, String least) {
    return rule(
        "refunded",
        version,
        StepSpec.step(null, "order", compare("kind", "=", "ORDER")),
        StepSpec.step(
            "followedBy",
            "refund",
            ConditionSpec.and(
                compare("kind", "=", "REFUND"),
                compare("coupon", "=", "order", null),
                compare("amount", ">=", least),
                compare("amount", "<=", "order", "amount"))));
  }

  private static PatternRule rule(String name, int version, StepSpec... steps) {
    return new PatternRule(name, version, PatternSpec.of(List.of(steps), 1000L));
  }

  private static FunctionTest start() {
    return FunctionTest.of(
        app ->
            app.operator(
                "rules",
                DEEDS,
                RULES,
                () ->
                    new DynamicPatternOperator<Deed, String>(
                        PatternOptions.of(Deed.class),
                        match ->
                            match.rule()
                                + " "
                                + match.version()
                                + " "
                                + match.records().stream().map(r -> r.value().amount()).toList()),
                TOLD));
  }

  private static void send(FunctionTest test, Deed deed) {
    test.send(DEEDS, deed, deed.time().toEpochMilli());
    test.advanceWatermark(deed.time().toEpochMilli() + 1);
  }

  @Test
  void shouldFindByTheRulesInForce() {
    try (FunctionTest test = start()) {
      send(test, deed(Kind.ORDER, "c1", "20", 100));
      test.send(RULES, refunded(1, "10"));
      send(test, deed(Kind.REFUND, "c1", "20", 110));
      assertThat(test.outputs(TOLD)).isEmpty(); // the order was before the rule

      send(test, deed(Kind.ORDER, "c1", "30", 120));
      send(test, deed(Kind.ORDER, "c2", "40", 130));
      send(test, deed(Kind.REFUND, "c2", "15.5", 140));
      assertThat(test.outputs(TOLD)).containsExactly("refunded 1 [40, 15.5]");

      test.send(RULES, rule("claims", 1, claims()));
      send(test, deed(Kind.CLAIM, "c9", "0", 150));
      send(test, deed(Kind.CLAIM, "c8", "0", 160));
      send(test, deed(Kind.REFUND, "c1", "30", 170));
      assertThat(test.outputs(TOLD)).containsExactly("claims 1 [0, 0]", "refunded 1 [30, 30]");
    }
  }

  @Test
  void shouldLiveOnAfterAFaultyRuleInAStreamThatDeadLetters() {
    try (FunctionTest test =
        FunctionTest.of(
            app ->
                app.stream(DEEDS)
                    .keyed(String.class)
                    .patterns(RULES, options -> options, match -> match.rule())
                    .named("rules")
                    .onFailure(FailurePolicy.deadLetter())
                    .to(TOLD))) {
      test.send(RULES, rule("claims", 1, claims()));
      test.send(RULES, rule("faulty", 1, StepSpec.step(null, "a", compare("nothing", "=", "x"))));
      assertThat(test.deadLetters("rules"))
          .isNotEmpty()
          .allSatisfy(letter -> assertThat(letter.error()).contains("rule=faulty", "nothing"));
      send(test, deed(Kind.CLAIM, "c9", "0", 150));
      send(test, deed(Kind.CLAIM, "c8", "0", 160));
      assertThat(test.outputs(TOLD)).containsExactly("claims");
    }
  }

  private static StepSpec claims() {
    return StepSpec.step(null, "claim", compare("kind", "=", "CLAIM")).times(2, 2);
  }

  @Test
  void shouldDropPartialMatchesOfARuleThatIsReplacedOrRemoved() {
    try (FunctionTest test = start()) {
      test.send(RULES, refunded(1, "10"));
      send(test, deed(Kind.ORDER, "c1", "20", 100));
      test.send(RULES, refunded(2, "5"));
      send(test, deed(Kind.REFUND, "c1", "20", 110));
      assertThat(test.outputs(TOLD)).isEmpty();

      send(test, deed(Kind.ORDER, "c1", "20", 120));
      test.send(RULES, refunded(2, "19")); // not newer: ignored
      send(test, deed(Kind.REFUND, "c1", "6", 130));
      assertThat(test.outputs(TOLD)).containsExactly("refunded 2 [20, 6]");

      send(test, deed(Kind.ORDER, "c1", "20", 140));
      test.send(RULES, PatternRule.removal("refunded", 2));
      send(test, deed(Kind.REFUND, "c1", "20", 150));
      assertThat(test.outputs(TOLD)).isEmpty();
      assertThat(test.state("rules", PatternState.PARTIALS, "ann")).isEmpty();
    }
  }

  @Test
  void shouldRefuseARuleWithAllItsFaults() {
    FunctionTest test = start();
    PatternRule faulty =
        rule(
            "faulty",
            7,
            StepSpec.step(null, "a", compare("colour", "=", "red")),
            StepSpec.step("after", "b", compare("amount", ">", "much")),
            StepSpec.step("next", "c", compare("kind", "<", "ORDER")),
            StepSpec.step("next", "d", compare("kind", "=", "SALE")),
            StepSpec.step("next", "e", compare("time", ">", "zzz", "time")),
            StepSpec.step("next", "f", compare("coupon", "=", "a", "amount")),
            StepSpec.step("next", "f", compare("coupon", "matches", "(")),
            StepSpec.step("next", null, compare("user", "like", "x")));
    assertThatThrownBy(() -> test.send(RULES, faulty))
        .hasStackTraceContaining("rule=faulty, version=7")
        .hasStackTraceContaining("step=a: no such field: field=colour, class=Deed; fields=[user, ")
        .hasStackTraceContaining("no such join: step=b, join=after")
        .hasStackTraceContaining("step=b: field=amount: value does not fit: value=much, type=BigD")
        .hasStackTraceContaining("step=c: field without order: field=kind")
        .hasStackTraceContaining("step=d: field=kind: value does not fit: value=SALE, type=Kind")
        .hasStackTraceContaining("step=e: no such step: step=zzz")
        .hasStackTraceContaining("step=f: fields of different types: field=coupon")
        .hasStackTraceContaining("no regular expression")
        .hasStackTraceContaining("name given twice: step=f")
        .hasStackTraceContaining("step without name")
        .hasStackTraceContaining("no such op: op=like");
  }

  @Test
  void shouldCompareAllKindsOfFields() {
    Progress<Deed> nothing =
        new Progress<>() {
          @Override
          public List<Deed> all(String step) {
            return List.of();
          }

          @Override
          public long timeMs() {
            return 0;
          }
        };
    Deed deed =
        new Deed("ann", Kind.ORDER, null, new BigDecimal("9.50"), Instant.EPOCH, new Place("Rome"));
    ConditionCompiler<Deed> compiler = new ConditionCompiler<>(Map.of());
    Predicate<ConditionSpec> holds = spec -> compiler.compile(spec, Deed.class).test(deed, nothing);
    assertThat(holds.test(compare("amount", "=", "9.5"))).isTrue();
    assertThat(holds.test(compare("amount", "<", "9.5"))).isFalse();
    assertThat(holds.test(compare("amount", "!=", "9"))).isTrue();
    assertThat(holds.test(compare("time", "<=", "1970-01-01T00:00:00Z"))).isTrue();
    assertThat(holds.test(compare("place.city", "startsWith", "Ro"))).isTrue();
    assertThat(holds.test(compare("user", "matches", "a.n"))).isTrue();
    assertThat(holds.test(compare("user", "matches", "a"))).isFalse();
    assertThat(holds.test(ConditionSpec.in("kind", List.of("CLAIM", "ORDER")))).isTrue();
    assertThat(holds.test(ConditionSpec.in("kind", List.of("CLAIM")))).isFalse();
    assertThat(holds.test(compare("coupon", "!=", "x"))).isFalse();
    assertThat(holds.test(compare("coupon", "isNull", null))).isTrue();
    ConditionSpec yes = compare("user", "=", "ann");
    ConditionSpec no = ConditionSpec.not(yes);
    assertThat(holds.test(ConditionSpec.or(no, yes))).isTrue();
    assertThat(holds.test(ConditionSpec.and(no, yes))).isFalse();
  }
}
