// docs:begin getting-started
package shop;

import static org.assertj.core.api.Assertions.assertThat;
import static shop.ClaimGuard.ALERTS;
import static shop.ClaimGuard.CLAIMS;
import static shop.ClaimGuard.SEEN;

import io.millrace.testkit.FunctionTest;
import org.junit.jupiter.api.Test;
import shop.ClaimGuard.Alert;
import shop.ClaimGuard.Claim;

class ClaimGuardTest {
  @Test
  void shouldAlertOnTheThirdClaim() {
    try (FunctionTest test =
        FunctionTest.of(
            app -> app.function("guard", CLAIMS, ClaimGuard::new).state(SEEN).emits(ALERTS))) {
      test.send(CLAIMS, new Claim("ann", "spring"));
      test.send(CLAIMS, new Claim("ann", "summer"));
      assertThat(test.outputs(ALERTS)).isEmpty();
      test.send(CLAIMS, new Claim("ann", "autumn"));
      assertThat(test.outputs(ALERTS)).containsExactly(new Alert("ann", 3));
    }
  }
}
// docs:end
