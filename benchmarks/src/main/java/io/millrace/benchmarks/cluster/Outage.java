package io.millrace.benchmarks.cluster;

import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * What one mishap did.
 *
 * @param what was done
 * @param victim to which process
 * @param frozenMs how long it was frozen, 0 if it was killed
 * @param withSink whether it had the sink: then nobody is untouched
 * @param lostMs the longest that nothing came of its partitions, from the intended send time
 * @param unreadMs the same of what it read for other partitions
 * @param untouchedBefore latency of all else, before
 * @param untouchedAfter and after
 */
record Outage(
    String what,
    String victim,
    long frozenMs,
    boolean withSink,
    double lostMs,
    double unreadMs,
    Untouched untouchedBefore,
    Untouched untouchedAfter) {

  /** Latencies of partitions that have nothing to do with it, ns. */
  record Untouched(long p50Ns, long p99Ns, long maxNs, long records) {
    static Untouched of(Histogram ns) {
      return new Untouched(
          ns.getValueAtPercentile(50),
          ns.getValueAtPercentile(99),
          ns.getMaxValue(),
          ns.getTotalCount());
    }

    private String text() {
      return String.format(
          Locale.ROOT, "p50 %.2f, p99 %.1f, max %.0f ms", p50Ns / 1e6, p99Ns / 1e6, maxNs / 1e6);
    }
  }

  static Outage of(String what, String victim, long frozenMs, Window before, Window after) {
    return new Outage(
        what,
        victim,
        frozenMs,
        after.isSinkLost(),
        after.lostNs() / 1e6,
        after.unreadNs() / 1e6,
        Untouched.of(before.untouchedNs()),
        Untouched.of(after.untouchedNs()));
  }

  String text() {
    return String.format(
        Locale.ROOT,
        "%s %s%s: its partitions %.0f ms, what it read %.0f ms; others before: %s; after: %s",
        what,
        victim,
        (frozenMs > 0 ? " for " + frozenMs + " ms" : "") + (withSink ? ", with the sink" : ""),
        lostMs,
        unreadMs,
        untouchedBefore.text(),
        untouchedAfter.text());
  }
}
