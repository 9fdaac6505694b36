package io.millrace.functions.aggregate;

/**
 * The accumulator of an average.
 *
 * @param count how many values
 * @param sum their sum
 */
public record Mean(long count, double sum) {
  static final Mean NONE = new Mean(0, 0);

  Mean plus(Mean other) {
    return new Mean(count + other.count, sum + other.sum);
  }

  /** Null if there was no value. */
  Double value() {
    return count == 0 ? null : sum / count;
  }
}
