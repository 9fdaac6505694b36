// docs:begin getting-started
package shop;

import io.millrace.functions.Context;
import io.millrace.functions.StateSpec;
import io.millrace.functions.StreamFunction;
import io.millrace.functions.StreamRecord;
import io.millrace.functions.Topic;
import java.time.Duration;

public final class ClaimGuard implements StreamFunction<ClaimGuard.Claim> {
  public record Claim(String user, String coupon) {}

  public record Alert(String user, int claims) {}

  public static final Topic<Claim> CLAIMS = Topic.of("claims", Claim.class).keyedBy(Claim::user);
  public static final Topic<Alert> ALERTS = Topic.of("alerts", Alert.class).keyedBy(Alert::user);
  public static final StateSpec<Integer> SEEN =
      StateSpec.of("seen", Integer.class).expireAfter(Duration.ofHours(1));

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
