package io.millrace.examples.couponguard;

import io.millrace.functions.Context;
import io.millrace.functions.MapSpec;
import io.millrace.functions.MapState;
import io.millrace.functions.StreamFunction;
import io.millrace.functions.StreamRecord;
import io.millrace.functions.Timer;
import io.millrace.functions.TimerSpec;
import java.time.Duration;

/**
 * Per device: which accounts claimed coupons from it within the last hour. Each new account is news
 * for all of them, since the first account of a farm looks like any other until the second comes.
 */
final class DeviceWatch implements StreamFunction<Action> {
  static final MapSpec<String, Long> CLAIMED = MapSpec.of("claimed", String.class, Long.class);
  static final TimerSpec FORGET = TimerSpec.eventTime("forget");
  private static final long HOUR_MS = Duration.ofHours(1).toMillis();
  private static final int CROWD = 50; // a public terminal: telling all would cost too much

  @Override
  public void onRecord(StreamRecord<Action> claim, Context context) {
    String user = claim.value().user();
    String device = claim.value().device();
    MapState<String, Long> claimed = context.map(CLAIMED);
    boolean isNew = !claimed.contains(user);
    claimed.put(user, Math.max(claim.eventTimeMs(), claimed.getOr(user, Long.MIN_VALUE)));
    context.setTimer(FORGET, claim.eventTimeMs() + HOUR_MS);

    int accounts = claimed.size();
    if (isNew && accounts <= CROWD) {
      for (String account : claimed.toMap().keySet()) {
        context.emit(CouponGuardApp.DEVICE_SIGNALS, new DeviceSignal(account, device, accounts));
      }
    } else {
      context.emit(CouponGuardApp.DEVICE_SIGNALS, new DeviceSignal(user, device, accounts));
    }
  }

  @Override
  public void onTimer(Timer timer, Context context) {
    MapState<String, Long> claimed = context.map(CLAIMED);
    claimed
        .toMap()
        .forEach(
            (user, atMs) -> {
              if (atMs + HOUR_MS <= timer.atMs()) {
                claimed.remove(user);
              }
            });
  }
}
