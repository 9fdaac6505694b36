package io.millrace.examples.guide;

import static io.millrace.functions.aggregate.Aggregates.count;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.examples.guide.CouponGuard.Alert;
import io.millrace.examples.guide.CouponGuard.Claim;
import io.millrace.functions.ApplicationBuilder;
import io.millrace.functions.Topic;
import io.millrace.functions.window.Windows;
import io.millrace.testkit.FunctionTest;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The code of README.md. */
class ReadmeTest {
  private static final Topic<Claim> CLAIMS = CouponGuard.CLAIMS;
  private static final Topic<Alert> ALERTS = CouponGuard.ALERTS;

  @Test
  void shouldAlertAtTheThirdClaim() {
    try (FunctionTest test =
        FunctionTest.of(
            app ->
                app.function("guard", CLAIMS, CouponGuard::new)
                    .state(CouponGuard.SEEN)
                    .emits(ALERTS))) {
      for (String coupon : new String[] {"a", "b", "c", "d"}) {
        test.send(CLAIMS, new Claim("u1", coupon));
      }
      assertThat(test.outputs(ALERTS)).containsExactly(new Alert("u1", 3), new Alert("u1", 4));
    }
  }

  private static void hourly(ApplicationBuilder app) {
    // docs:begin README
    app.stream(CLAIMS)
        .keyBy(Claim::user)
        .window(Windows.tumbling(Duration.ofHours(1)))
        .aggregate(count(), (user, hour, claims) -> new Alert(user, claims.intValue()))
        .filter(alert -> alert.claims() > 2)
        .to(ALERTS);
    // docs:end
  }

  @Test
  void shouldAlertOnceAnHour() {
    try (FunctionTest test = FunctionTest.of(ReadmeTest::hourly)) {
      for (long minute = 0; minute < 180; minute += 25) {
        test.send(CLAIMS, new Claim("u1", "a"), Duration.ofMinutes(minute).toMillis());
      }
      test.endInput();
      assertThat(test.outputs(ALERTS)).containsExactly(new Alert("u1", 3), new Alert("u1", 3));
    }
  }
}
