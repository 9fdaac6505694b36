package io.millrace.examples.guide;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.connector.files.FileSink;
import io.millrace.connector.files.FileSource;
import io.millrace.functions.Application;
import io.millrace.functions.ApplicationBuilder;
import io.millrace.functions.AsyncCall;
import io.millrace.functions.AsyncResult;
import io.millrace.functions.Context;
import io.millrace.functions.StateSpec;
import io.millrace.functions.StreamFunction;
import io.millrace.functions.StreamRecord;
import io.millrace.functions.Timer;
import io.millrace.functions.TimerSpec;
import io.millrace.functions.Topic;
import io.millrace.testkit.FunctionTest;
import io.millrace.testkit.TestSettings;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The code of docs/guide/functions.md and state-and-timers.md. */
class FunctionsGuideTest {
  record Claim(String user, String coupon, long timeMs) {}

  record Alert(String user, int seen) {}

  record Rule(String name) {}

  record Score(String user, double value) {}

  // docs:begin functions
  public static final Topic<Claim> CLAIMS = Topic.of("claims", Claim.class).keyedBy(Claim::user);
  public static final Topic<Alert> ALERTS =
      Topic.of("alerts", Alert.class).keyedBy(Alert::user).retained(Duration.ofDays(1));
  public static final Topic<Rule> RULES = Topic.of("rules", Rule.class).broadcast();
  // docs:end

  static final Topic<Claim> SPRING = Topic.of("spring", Claim.class).keyedBy(Claim::user);
  static final Topic<Score> SCORES = Topic.of("scores", Score.class).keyedBy(Score::user);

  // docs:begin functions
  public static final class CouponGuard implements StreamFunction<Claim> {
    static final StateSpec<Integer> SEEN = StateSpec.of("seen", Integer.class);

    @Override
    public void onRecord(StreamRecord<Claim> claim, Context context) {
      int seen = context.getOr(SEEN, 0) + 1;
      context.put(SEEN, seen);
      if (seen > 2) {
        context.emit(ALERTS, new Alert(claim.value().user(), seen));
      }
    }
  }

  // docs:end

  // docs:begin functions
  public static final class CouponApp implements Application {
    @Override
    public void define(ApplicationBuilder app) {
      app.source(CLAIMS, FileSource.jsonLines(app.setting("claims")).follow())
          .eventTime(Claim::timeMs);
      app.function("coupon-guard", CLAIMS, CouponGuard::new).state(CouponGuard.SEEN).emits(ALERTS);
      app.sink(ALERTS, FileSink.jsonLines(app.setting("alerts")));
    }
  }

  // docs:end

  @Test
  void shouldAlertAtTheThirdClaim() {
    TestSettings settings =
        TestSettings.defaults().withSetting("claims", "in").withSetting("alerts", "out");
    try (FunctionTest test = FunctionTest.of(new CouponApp(), settings)) {
      for (long ms = 1; ms <= 3; ms++) {
        test.send(CLAIMS, new Claim("ann", "spring", ms));
      }
      assertThat(test.records(ALERTS))
          .containsExactly(new StreamRecord<>(ALERTS, new Alert("ann", 3), 3));
    }
  }

  static Claim spring(Claim claim) {
    return claim.coupon().equals("spring") ? claim : null;
  }

  static void filter(ApplicationBuilder app) {
    // docs:begin functions
    app.function("filter", CLAIMS, FunctionsGuideTest::spring, SPRING);
    // docs:end
  }

  @Test
  void shouldEmitWhatAPlainFunctionGives() {
    try (FunctionTest test = FunctionTest.of(FunctionsGuideTest::filter)) {
      test.send(CLAIMS, new Claim("ann", "summer", 1));
      test.send(CLAIMS, new Claim("ann", "spring", 2));
      assertThat(test.outputs(SPRING)).containsExactly(new Claim("ann", "spring", 2));
    }
  }

  /** What is asked over the network. */
  static final class Scores {
    static Score of(String user) {
      return new Score(user, 0.5);
    }
  }

  static final class Scoring implements StreamFunction<Claim> {
    // docs:begin functions
    static final AsyncCall<String, Score> SCORE =
        AsyncCall.of("score", String.class, Score.class, Scores::of)
            .attempts(3)
            .timeout(Duration.ofSeconds(2));

    // docs:end

    @Override
    public void onRecord(StreamRecord<Claim> claim, Context context) {
      // docs:begin functions
      context.async(SCORE, claim.value().user());
      // docs:end
    }

    // docs:begin functions
    @Override
    public void onAsyncResult(AsyncResult<?, ?> result, Context context) {
      if (result.succeeded()) {
        context.emit(SCORES, (Score) result.response());
      }
    }
    // docs:end
  }

  @Test
  void shouldHandTheOutcomeOfACallToTheFunction() {
    try (FunctionTest test =
        FunctionTest.of(
            app ->
                app.function("scoring", CLAIMS, Scoring::new).calls(Scoring.SCORE).emits(SCORES))) {
      test.send(CLAIMS, new Claim("ann", "spring", 1));
      assertThat(test.outputs(SCORES)).containsExactly(new Score("ann", 0.5));
    }
  }

  static final class DailyGuard implements StreamFunction<Claim> {
    // docs:begin state-and-timers
    static final TimerSpec DAY_END = TimerSpec.eventTime("day-end");

    // docs:end

    @Override
    public void onRecord(StreamRecord<Claim> claim, Context context) {
      long dayEndMs = (claim.eventTimeMs() / 86_400_000 + 1) * 86_400_000;
      context.put(CouponGuard.SEEN, context.getOr(CouponGuard.SEEN, 0) + 1);
      // docs:begin state-and-timers
      context.setTimer(DAY_END, dayEndMs); // .timer(DAY_END) in the declaration
      // docs:end
    }

    @Override
    public void onTimer(Timer timer, Context context) {
      context.emit(
          ALERTS, new Alert(context.key(String.class), context.getOr(CouponGuard.SEEN, 0)));
    }
  }

  @Test
  void shouldFireWhenEventTimeReachesTheEndOfTheDay() {
    try (FunctionTest test =
        FunctionTest.of(
            app ->
                app.function("daily", CLAIMS, DailyGuard::new)
                    .state(CouponGuard.SEEN)
                    .timer(DailyGuard.DAY_END)
                    .emits(ALERTS))) {
      test.send(CLAIMS, new Claim("ann", "spring", 1), 1);
      test.advanceWatermark(86_399_999);
      assertThat(test.outputs(ALERTS)).isEmpty();
      test.advanceWatermark(86_400_000);
      assertThat(test.outputs(ALERTS)).containsExactly(new Alert("ann", 1));
    }
  }
}
