package io.millrace.benchmarks;

import java.util.Arrays;

/** What several runs gave: the middle one, and how far they are apart. */
record Spread(double median, double least, double greatest) {
  /** Of one value at least, in any order. */
  static Spread of(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Spread(median, sorted[0], sorted[sorted.length - 1]);
  }
}
