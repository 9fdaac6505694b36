package io.millrace.benchmarks;

/**
 * Ranks by Zipf's law, from 0: Gray and others, Quickly Generating Billion-Record Synthetic
 * Databases, 1994. Immutable.
 */
final class Zipf {
  private final long items;
  private final double theta;
  private final double zeta;
  private final double alpha;
  private final double eta;

  /**
   * A distribution; takes time for each item.
   *
   * @param theta skew, above 0 and below 1
   */
  Zipf(long items, double theta) {
    if (!(theta > 0 && theta < 1)) {
      throw new IllegalArgumentException("skew out of range: zipf=" + theta + "; between 0 and 1");
    }
    this.items = items;
    this.theta = theta;
    double sum = 0;
    for (long i = items; i > 0; i--) {
      sum += 1 / Math.pow((double) i, theta);
    }
    zeta = sum;
    alpha = 1 / (1 - theta);
    eta = (1 - Math.pow(2.0 / items, 1 - theta)) / (1 - (1 + Math.pow(0.5, theta)) / zeta);
  }

  /** The rank of a number drawn from 0 to 1. */
  long rank(double drawn) {
    double at = drawn * zeta;
    if (at < 1) {
      return 0;
    }
    if (at < 1 + Math.pow(0.5, theta)) {
      return 1;
    }
    return Math.min(items - 1, (long) (items * Math.pow(eta * drawn - eta + 1, alpha)));
  }
}
