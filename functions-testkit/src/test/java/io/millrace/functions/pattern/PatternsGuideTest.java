package io.millrace.functions.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.functions.Application;
import io.millrace.functions.ApplicationBuilder;
import io.millrace.functions.Topic;
import io.millrace.testkit.FunctionTest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The examples of docs/guide/patterns.md, as they stand there. */
class PatternsGuideTest {

  record Login(String user, boolean ok, String country) {}

  record Alert(String user, String rule, int failures) {}

  static final Topic<Login> LOGINS = Topic.of("logins", Login.class).keyedBy(Login::user);
  static final Topic<Alert> ALERTS = Topic.of("alerts", Alert.class).keyedBy(Alert::user);
  static final Topic<Alert> GIVEN_UP = Topic.of("given-up", Alert.class).keyedBy(Alert::user);
  static final Topic<PatternRule> RULES = Topic.of("rules", PatternRule.class).broadcast();

  // docs:begin patterns
  static final Pattern<Login> BREAK_IN =
      Pattern.<Login>begin("failed")
          .where(login -> !login.ok())
          .timesOrMore(3)
          .greedy()
          .followedBy("in")
          .where(login -> login.ok())
          .where((login, match) -> login.country().equals(match.last("failed").country()))
          .within(Duration.ofMinutes(10))
          .skip(Skip.pastLast());

  static final class BreakInApp implements Application {
    @Override
    public void define(ApplicationBuilder app) {
      PatternOptions<Login> options =
          PatternOptions.of(Login.class)
              .unfinishedTo(GIVEN_UP, u -> new Alert(u.first("failed").user(), u.rule(), 0));
      app.operator(
          "break-in",
          LOGINS,
          () -> new PatternOperator<>("break-in", 1, BREAK_IN, options, BreakInApp::alert),
          ALERTS);
    }

    static Alert alert(Match<Login> match) {
      return new Alert(match.last("in").user(), match.rule(), match.all("failed").size());
    }
  }

  // docs:end

  @Test
  void shouldTellABreakIn() {
    try (FunctionTest test = FunctionTest.of(new BreakInApp())) {
      for (long second = 1; second <= 4; second++) {
        test.send(LOGINS, new Login("ann", false, "fr"), 1000 * second);
      }
      test.send(LOGINS, new Login("ann", true, "it"), 5000);
      test.send(LOGINS, new Login("ann", true, "fr"), 6000);
      test.advanceWatermark(LOGINS, 6001);
      assertThat(test.outputs(ALERTS)).containsExactly(new Alert("ann", "break-in", 4));
      test.send(LOGINS, new Login("bob", false, "fr"), 7000);
      test.advanceWatermark(LOGINS, 7000 + Duration.ofMinutes(10).toMillis() + 1);
      assertThat(test.outputs(GIVEN_UP)).containsExactly(new Alert("bob", "break-in", 0));
    }
  }

  static void rules(ApplicationBuilder app) {
    // docs:begin patterns
    app.operator(
        "rules",
        LOGINS,
        RULES,
        () ->
            new DynamicPatternOperator<Login, Alert>(
                PatternOptions.of(Login.class),
                match -> new Alert(match.records().get(0).value().user(), match.rule(), 0)),
        ALERTS);
    // docs:end
  }

  @Test
  void shouldFindByRules() {
    try (FunctionTest test = FunctionTest.of(PatternsGuideTest::rules)) {
      StepSpec failed = StepSpec.step(null, "failed", ConditionSpec.compare("ok", "=", "false"));
      StepSpec moved =
          StepSpec.step(
              "next", "moved", ConditionSpec.compare("country", "!=", "failed", "country"));
      PatternSpec pattern = PatternSpec.of(List.of(failed, moved), 600_000L);
      test.send(RULES, new PatternRule("moving", 1, pattern));
      test.send(LOGINS, new Login("ann", false, "fr"), 1000);
      test.send(LOGINS, new Login("ann", true, "it"), 2000);
      test.advanceWatermark(LOGINS, 3000);
      assertThat(test.outputs(ALERTS)).containsExactly(new Alert("ann", "moving", 0));
    }
  }
}
