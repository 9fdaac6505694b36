package io.millrace.examples.gmv;

import io.millrace.functions.window.Timing;
import io.millrace.functions.window.WindowResult;
import java.math.BigDecimal;
import java.time.Instant;

/**
 * What a category turned over in one minute, as far as it is known: the last one of a minute holds.
 *
 * @param minute its beginning
 * @param timing early: the minute is not over; on time; or late: corrected by a late order
 */
public record Turnover(
    String category, Instant minute, long orders, BigDecimal amount, Timing timing) {

  /** The orders of a minute so far. */
  record Sum(long orders, BigDecimal amount) {}

  static Turnover of(String category, WindowResult<Sum> result) {
    Instant minute = Instant.ofEpochMilli(result.window().startMs());
    Sum sum = result.value();
    return new Turnover(category, minute, sum.orders(), sum.amount(), result.timing());
  }
}
