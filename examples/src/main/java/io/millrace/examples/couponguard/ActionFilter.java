package io.millrace.examples.couponguard;

import java.math.BigDecimal;

/** Plain functions without state: a result goes on, null does not. */
final class ActionFilter {
  private static final String BOT = "bot-"; // crawlers that say so
  private static final BigDecimal MOST = new BigDecimal(100_000);

  private ActionFilter() {}

  /** Lets actions pass that say something about a customer. */
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

  /** Lets claims pass. */
  static Action claim(Action action) {
    return action.kind() == Action.Kind.CLAIM ? action : null;
  }

  /** Lets actions pass that claim or use a coupon. */
  static Action withCoupon(Action action) {
    return action.coupon() != null ? action : null;
  }
}
