package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.functions.Application;
import io.millrace.functions.ApplicationBuilder;
import io.millrace.functions.Context;
import io.millrace.functions.StateSpec;
import io.millrace.functions.StreamFunction;
import io.millrace.functions.StreamRecord;
import io.millrace.functions.Timer;
import io.millrace.functions.TimerSpec;
import io.millrace.functions.Topic;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The example of docs/guide/testing.md, as it stands there. */
class CouponGuardTest {

  // docs:begin testing
  record Claim(String userId, String coupon) {}

  record Alert(String userId, int claims) {}

  static final Topic<Claim> CLAIMS = Topic.of("claims", Claim.class).keyedBy(Claim::userId);
  static final Topic<Alert> ALERTS = Topic.of("alerts", Alert.class).keyedBy(Alert::userId);
  static final StateSpec<Integer> SEEN =
      StateSpec.of("seen", Integer.class).expireAfter(Duration.ofHours(1));
  static final TimerSpec DAY_END = TimerSpec.eventTime("day-end");

  static final class CouponGuard implements StreamFunction<Claim> {
    @Override
    public void onRecord(StreamRecord<Claim> claim, Context context) {
      int seen = context.getOr(SEEN, 0) + 1;
      context.put(SEEN, seen);
      context.setTimer(DAY_END, claim.eventTimeMs() / 86_400_000 * 86_400_000 + 86_400_000);
      if (seen > 2) {
        context.emit(ALERTS, new Alert(claim.value().userId(), seen));
      }
    }

    @Override
    public void onTimer(Timer timer, Context context) {
      context.remove(SEEN);
    }
  }

  static final class CouponApp implements Application {
    @Override
    public void define(ApplicationBuilder app) {
      app.function("coupon-guard", CLAIMS, CouponGuard::new)
          .state(SEEN)
          .timer(DAY_END)
          .emits(ALERTS);
    }
  }

  @Test
  void shouldAlertAtTheThirdClaim() {
    try (FunctionTest test = FunctionTest.of(new CouponApp())) {
      test.send(CLAIMS, new Claim("u1", "c1"));
      test.send(CLAIMS, new Claim("u1", "c2"));
      test.send(CLAIMS, new Claim("u2", "c1"));
      assertThat(test.outputs(ALERTS)).isEmpty();

      test.send(CLAIMS, new Claim("u1", "c3"));
      assertThat(test.outputs(ALERTS)).containsExactly(new Alert("u1", 3));
      assertThat(test.state("coupon-guard", SEEN, "u1")).contains(3);
    }
  }

  // docs:end

  @Test
  void shouldStartAnewAfterMidnight() {
    try (FunctionTest test = FunctionTest.of(new CouponApp())) {
      test.send(CLAIMS, new Claim("u1", "c1"), 1_000);
      test.advanceWatermark(CLAIMS, 86_399_999);
      assertThat(test.state("coupon-guard", SEEN, "u1")).contains(1);

      test.advanceWatermark(CLAIMS, 86_400_000);
      assertThat(test.state("coupon-guard", SEEN, "u1")).isEmpty();
    }
  }

  @Test
  void shouldForgetAfterAnHourWithoutClaims() {
    try (FunctionTest test = FunctionTest.of(new CouponApp())) {
      test.send(CLAIMS, new Claim("u1", "c1"));
      test.advanceTime(Duration.ofMinutes(59));
      assertThat(test.state("coupon-guard", SEEN, "u1")).contains(1);

      test.advanceTime(Duration.ofMinutes(1));
      assertThat(test.state("coupon-guard", SEEN, "u1")).isEmpty();
    }
  }
}
