package io.millrace.examples.couponguard;

/**
 * What happened to one coupon of one user so far. Times are ms since 1970, {@link #NEVER} if it did
 * not happen; they may become known in any order, since actions arrive out of order.
 */
public record CouponTrip(long claimedMs, long orderedMs, long refundedMs) {
  static final long NEVER = Long.MIN_VALUE;
  static final CouponTrip NONE = new CouponTrip(NEVER, NEVER, NEVER);

  CouponTrip with(Action action) {
    long atMs = action.timeMs();
    return switch (action.kind()) {
      case CLAIM -> new CouponTrip(atMs, orderedMs, refundedMs);
      case ORDER -> new CouponTrip(claimedMs, atMs, refundedMs);
      case REFUND -> new CouponTrip(claimedMs, orderedMs, atMs);
      default -> this;
    };
  }

  boolean isCycle(long withinMs) {
    return claimedMs != NEVER
        && claimedMs <= orderedMs
        && orderedMs <= refundedMs
        && refundedMs - claimedMs <= withinMs;
  }

  long latestMs() {
    return Math.max(claimedMs, Math.max(orderedMs, refundedMs));
  }
}
