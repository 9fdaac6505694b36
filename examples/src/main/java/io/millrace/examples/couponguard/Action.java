package io.millrace.examples.couponguard;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Objects;

/**
 * What a user did in the shop.
 *
 * @param coupon which coupon was claimed, or is used by an order or a refund; else null
 * @param amount what an order cost or a refund gave back; null for the other kinds
 * @param time when it happened
 */
public record Action(
    Kind kind, String user, String device, String coupon, BigDecimal amount, Instant time) {

  /** What users do. */
  public enum Kind {
    LOGIN,
    BROWSE,
    CLAIM,
    ORDER,
    REFUND
  }

  public Action {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(user, "user");
    Objects.requireNonNull(device, "device");
    Objects.requireNonNull(time, "time");
  }

  /** When it happened, ms since 1970. */
  public long timeMs() {
    return time.toEpochMilli();
  }
}
