package io.millrace.examples.etl;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Objects;

/**
 * A row of the table of products.
 *
 * @param since from when it counts, until a later row of the same product does
 */
public record Product(String id, String name, BigDecimal price, Instant since) {
  public Product {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(price, "price");
    Objects.requireNonNull(since, "since");
  }

  /** From when it counts, ms since 1970. */
  long sinceMs() {
    return since.toEpochMilli();
  }
}
