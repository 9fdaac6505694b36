package io.millrace.benchmarks.cluster;

import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * When each probe is due: an open loop, whatever happens to the processes that send. Moments are
 * those of {@link System#nanoTime}, which all processes of a machine share.
 *
 * @param startNs when number 0 is due
 * @param ratePerSecond of all splits
 * @param splits number {@code n} is of split {@code n % splits}
 */
record Schedule(long startNs, long ratePerSecond, int splits) {

  /** Reads it from an application's settings. */
  static Schedule of(UnaryOperator<String> setting) {
    return new Schedule(
        Long.parseLong(setting.apply("start")),
        Long.parseLong(setting.apply("rate")),
        Integer.parseInt(setting.apply("splits")));
  }

  Map<String, String> settings() {
    return Map.of("start", "" + startNs, "rate", "" + ratePerSecond, "splits", "" + splits);
  }

  long dueNs(long number) {
    return startNs + (long) (number * (1e9 / ratePerSecond));
  }

  int split(long number) {
    return (int) (number % splits);
  }
}
