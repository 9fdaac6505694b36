package io.millrace.examples.etl;

import java.time.Instant;
import java.util.Locale;
import java.util.Objects;

/** An order, as a shop writes it: not tidy, and perhaps twice. */
public record Order(String id, String product, int quantity, Instant time) {
  public Order {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(product, "product");
    Objects.requireNonNull(time, "time");
  }

  /** When it was made, ms since 1970. */
  long timeMs() {
    return time.toEpochMilli();
  }

  /** Whether somebody only tried the shop out. */
  boolean isTest() {
    return id.startsWith("test-");
  }

  /**
   * This order with its product written as in the table.
   *
   * @throws IllegalArgumentException if it cannot be meant
   */
  Order tidy() {
    if (quantity < 1 || quantity > 1000) {
      throw new IllegalArgumentException(
          "quantity out of range: order=" + id + ", quantity=" + quantity + "; from 1 to 1000");
    }
    return new Order(id, product.strip().toUpperCase(Locale.ROOT), quantity, time);
  }
}
