package io.millrace.examples.couponguard;

import io.millrace.functions.pattern.Match;

/** A user claimed a coupon, ordered with it and had the order refunded, all within minutes. */
public record RefundCycle(String user, String coupon, long tookMs) {

  static RefundCycle of(Match<Action> match) {
    Action claim = match.first("claim");
    return new RefundCycle(claim.user(), claim.coupon(), match.endMs() - match.startMs());
  }
}
