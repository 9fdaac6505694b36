package io.millrace.examples.couponguard;

import io.millrace.examples.couponguard.Action.Kind;
import io.millrace.functions.pattern.Pattern;
import java.time.Duration;

/** Per user: claim, order and refund of one coupon within {@link #WITHIN}, in event time. */
final class RefundPattern {
  static final Duration WITHIN = Duration.ofMinutes(30);

  static final Pattern<Action> CYCLE =
      Pattern.<Action>begin("claim")
          .where(action -> action.kind() == Kind.CLAIM)
          .followedBy("order")
          .where(action -> action.kind() == Kind.ORDER)
          .where((action, match) -> action.coupon().equals(match.last("claim").coupon()))
          .followedBy("refund")
          .where(action -> action.kind() == Kind.REFUND)
          .where((action, match) -> action.coupon().equals(match.last("claim").coupon()))
          .within(WITHIN);

  private RefundPattern() {}
}
