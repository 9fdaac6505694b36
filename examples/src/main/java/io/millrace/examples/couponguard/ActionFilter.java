package io.millrace.examples.couponguard;

import java.math.BigDecimal;

/** Plain functions without state. */
final class ActionFilter {
  private static final String BOT = "bot-"; // crawlers that say so
  private static final BigDecimal MOST = new BigDecimal(100_000);

  private ActionFilter() {}

  /** The action if it says something about a customer, else null. */
  static Action sound(Action action) {
    boolean sound =
        switch (action.kind()) {
          case LOGIN -> true;
          case BROWSE -> !action.device().startsWith(BOT);
          case CLAIM -> action.coupon() != null;
          case ORDER, REFUND -> isSound(action.amount());
        };
    return sound ? action : null;
  }

  private static boolean isSound(BigDecimal amount) {
    return amount != null && amount.signum() > 0 && amount.compareTo(MOST) <= 0;
  }

  static boolean isClaim(Action action) {
    return action.kind() == Action.Kind.CLAIM;
  }

  /** Whether it claims or uses a coupon. */
  static boolean hasCoupon(Action action) {
    return action.coupon() != null;
  }
}
