package io.millrace.benchmarks;

import io.millrace.functions.Topic;

/**
 * The result for a key after one more record.
 *
 * @param key the key
 * @param count records of the key so far
 * @param sum sum of their amounts
 * @param amount the amount of the record that caused it
 */
public record Update(long key, long count, long sum, long amount) {
  /** Updates, one per sale, on a topic that a sink writes. */
  public static final Topic<Update> UPDATES =
      Topic.of("updates", Update.class).keyedBy(Update::key);
}
