package io.millrace.examples.couponguard;

import io.millrace.examples.couponguard.Action.Kind;
import java.math.BigDecimal;

/**
 * What is remembered of a user between the first action and an hour without any.
 *
 * @param claimedMs when the latest coupon was claimed, ms since 1970; negative if none was
 * @param orderAfterMs shortest time from a claim to an order; negative if there was none
 */
public record Visit(
    String device, int accounts, int cheapOrders, int cycles, long claimedMs, long orderAfterMs) {
  static final Visit NEW = new Visit("", 0, 0, 0, -1, -1);
  private static final BigDecimal CHEAP = new BigDecimal(15);

  Visit with(Action action) {
    if (action.kind() == Kind.CLAIM) {
      return new Visit(
          action.device(), accounts, cheapOrders, cycles, action.timeMs(), orderAfterMs);
    }
    if (action.kind() != Kind.ORDER || action.coupon() == null) {
      return this;
    }
    int cheap = cheapOrders + (action.amount().compareTo(CHEAP) < 0 ? 1 : 0);
    long afterMs = claimedMs < 0 ? -1 : Math.max(0, action.timeMs() - claimedMs);
    boolean isShortest = afterMs >= 0 && (orderAfterMs < 0 || afterMs < orderAfterMs);
    return new Visit(
        action.device(), accounts, cheap, cycles, claimedMs, isShortest ? afterMs : orderAfterMs);
  }

  Visit with(DeviceSignal signal) {
    return new Visit(
        signal.device(), signal.accounts(), cheapOrders, cycles, claimedMs, orderAfterMs);
  }

  Visit withCycle() {
    return new Visit(device, accounts, cheapOrders, cycles + 1, claimedMs, orderAfterMs);
  }
}
