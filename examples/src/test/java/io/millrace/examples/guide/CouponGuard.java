package io.millrace.examples.guide;

// docs:begin README
import io.millrace.functions.*;

public final class CouponGuard implements StreamFunction<CouponGuard.Claim> {
  public record Claim(String user, String coupon) {}

  public record Alert(String user, int claims) {}

  public static final Topic<Claim> CLAIMS = Topic.of("claims", Claim.class).keyedBy(Claim::user);
  public static final Topic<Alert> ALERTS = Topic.of("alerts", Alert.class).keyedBy(Alert::user);
  public static final StateSpec<Integer> SEEN = StateSpec.of("seen", Integer.class);

  @Override
  public void onRecord(StreamRecord<Claim> claim, Context context) {
    int seen = context.getOr(SEEN, 0) + 1;
    context.put(SEEN, seen);
    if (seen > 2) context.emit(ALERTS, new Alert(claim.value().user(), seen));
  }
}
// docs:end
