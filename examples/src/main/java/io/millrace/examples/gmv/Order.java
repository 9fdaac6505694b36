package io.millrace.examples.gmv;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Objects;

/**
 * An order.
 *
 * @param time when it was made
 */
public record Order(String id, String category, BigDecimal amount, Instant time) {
  public Order {
    Objects.requireNonNull(category, "category");
    Objects.requireNonNull(amount, "amount");
    Objects.requireNonNull(time, "time");
  }

  /** When it was made, ms since 1970. */
  public long timeMs() {
    return time.toEpochMilli();
  }
}
