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
 * Per user: a pattern over three records, claim, order and refund of one coupon within {@link
 * #WITHIN}. A timer forgets trips that can no longer complete it.
 */
final class RefundPattern implements StreamFunction<Action> {
  static final Duration WITHIN = Duration.ofMinutes(30);
  static final MapSpec<String, CouponTrip> TRIPS =
      MapSpec.of("trips", String.class, CouponTrip.class);
  static final TimerSpec FORGET = TimerSpec.eventTime("forget");
  private static final long WITHIN_MS = WITHIN.toMillis();

  @Override
  public void onRecord(StreamRecord<Action> record, Context context) {
    Action action = record.value();
    String coupon = action.coupon();
    if (coupon == null) {
      return;
    }
    MapState<String, CouponTrip> trips = context.map(TRIPS);
    CouponTrip trip = trips.getOr(coupon, CouponTrip.NONE).with(action);
    if (trip.isCycle(WITHIN_MS)) {
      trips.remove(coupon);
      long tookMs = trip.refundedMs() - trip.claimedMs();
      context.emit(CouponGuardApp.CYCLES, new RefundCycle(action.user(), coupon, tookMs));
    } else {
      trips.put(coupon, trip);
      context.setTimer(FORGET, action.timeMs() + WITHIN_MS);
    }
  }

  @Override
  public void onTimer(Timer timer, Context context) {
    MapState<String, CouponTrip> trips = context.map(TRIPS);
    trips
        .toMap()
        .forEach(
            (coupon, trip) -> {
              if (trip.latestMs() + WITHIN_MS <= timer.atMs()) {
                trips.remove(coupon);
              }
            });
  }
}
