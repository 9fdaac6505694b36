package io.millrace.benchmarks;

import io.millrace.functions.Topic;

/**
 * The record of the end-to-end benchmarks: with its event time 24 bytes.
 *
 * @param key uniform over the key space
 * @param amount what is summed; in latency runs the intended send time, ns
 */
public record Sale(long key, long amount) {
  /** Sales, as they come from the generator. */
  public static final Topic<Sale> SALES = Topic.of("sales", Sale.class).keyedBy(Sale::key);
}
