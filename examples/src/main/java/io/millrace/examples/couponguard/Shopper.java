package io.millrace.examples.couponguard;

import io.millrace.examples.couponguard.Action.Kind;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** Plays one user on one device, action after action, by a clock that {@link #after} moves. */
final class Shopper {
  private final SplittableRandom random;
  private final String user;
  private final String device;
  private final Consumer<Action> to;
  private long nowMs;
  private String coupon;
  private BigDecimal paid;

  Shopper(SplittableRandom random, String user, String device, long startMs, Consumer<Action> to) {
    this.random = random;
    this.user = user;
    this.device = device;
    this.nowMs = startMs;
    this.to = to;
  }

  /** Lets a random time pass. */
  Shopper after(double leastSeconds, double mostSeconds) {
    nowMs += (long) (1000 * random.nextDouble(leastSeconds, mostSeconds));
    return this;
  }

  Shopper logIn() {
    return act(Kind.LOGIN, null, null);
  }

  /** Looks at pages, some seconds each. */
  Shopper browse(int least, int most) {
    for (int pages = random.nextInt(least, most + 1); pages > 0; pages--) {
      after(3, 40).act(Kind.BROWSE, null, null);
    }
    return this;
  }

  Shopper claim(int number) {
    coupon = "spring-" + number;
    return act(Kind.CLAIM, coupon, null);
  }

  /** Orders with the coupon claimed last, if any. */
  Shopper order(double least, double most) {
    // The square makes small orders more frequent than large ones.
    double share = random.nextDouble() * random.nextDouble();
    paid = BigDecimal.valueOf(Math.round(100 * (least + share * (most - least))), 2);
    return act(Kind.ORDER, coupon, paid);
  }

  /** Gives the last order back. */
  Shopper refund() {
    return act(Kind.REFUND, coupon, Objects.requireNonNull(paid, "refund before order"));
  }

  /** A fault of the shop's front end: an order without a sensible amount. */
  Shopper malformedOrder() {
    return act(Kind.ORDER, null, BigDecimal.ONE.negate());
  }

  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  private Shopper act(Kind kind, String with, BigDecimal amount) {
    to.accept(new Action(kind, user, device, with, amount, Instant.ofEpochMilli(nowMs)));
    return this;
  }
}
