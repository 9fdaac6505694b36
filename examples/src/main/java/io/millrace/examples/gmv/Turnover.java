package io.millrace.examples.gmv;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * What a category turned over in one minute.
 *
 * @param minute its beginning
 * @param late how many of the orders came after the first result
 * @param correction 0 for the first result of a minute, then rising: the highest one holds
 */
public record Turnover(
    String category, Instant minute, long orders, BigDecimal amount, long late, int correction) {}
