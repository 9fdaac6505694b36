package io.millrace.benchmarks.cluster;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Latencies while something happens to one process. */
final class Window implements Arrivals.Watcher {
  private final Schedule schedule;
  private final long untilNs;
  private final boolean[] isLost;
  private final boolean[] isUnread;
  private final boolean isSinkLost;
  private final Histogram untouchedNs = new Histogram(TimeUnit.SECONDS.toNanos(100), 3);
  private final long[] longestNs;
  private long longestUnreadNs;

  /**
   * From now on, until another one begins.
   *
   * @param untilNs the untouched are looked at until then
   * @param victim who is hit
   */
  Window(Schedule schedule, Layout layout, String victim, long untilNs) {
    this.schedule = schedule;
    this.untilNs = untilNs;
    int partitions = layout.owners().size();
    isLost = new boolean[partitions];
    longestNs = new long[partitions];
    for (int i = 0; i < partitions; i++) {
      isLost[i] = layout.owner(i).equals(victim);
    }
    isUnread = new boolean[schedule.splits()];
    for (int i = 0; i < isUnread.length; i++) {
      isUnread[i] = layout.reader(i).equals(victim);
    }
    isSinkLost = layout.sink().equals(victim);
  }

  @Override
  public void onProbe(long arrivalNs, long number, int partition) {
    long ns = Math.max(0, arrivalNs - schedule.dueNs(number));
    if (isLost[partition]) {
      longestNs[partition] = Math.max(longestNs[partition], ns);
    } else if (isUnread[schedule.split(number)]) {
      longestUnreadNs = Math.max(longestUnreadNs, ns);
    } else if (arrivalNs < untilNs) {
      untouchedNs.recordValue(Math.min(ns, untouchedNs.getHighestTrackableValue()));
    }
  }

  /** For how long nothing came of partitions that the victim owned: the longest, ns. */
  long lostNs() {
    return Arrays.stream(longestNs).max().orElse(0);
  }

  /** Likewise of the records that it read for other partitions. */
  long unreadNs() {
    return longestUnreadNs;
  }

  /** Of partitions and splits of other processes; of nobody's if the sink was the victim's. */
  Histogram untouchedNs() {
    return untouchedNs;
  }

  boolean isSinkLost() {
    return isSinkLost;
  }
}
