package io.millrace.benchmarks.cluster;

import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** What arrived of all probes: each is to arrive once. By one thread. */
final class Arrivals {
  private static final long POLL_MS = 20;

  private final Schedule schedule;
  private final Trace trace;
  private final TreeMap<Long, Watcher> watchers = new TreeMap<>();
  private final BitSet seen = new BitSet();
  private final long[] furthest;
  private long due;
  private long doubled;

  Arrivals(Schedule schedule, Trace trace, int partitions) {
    this.schedule = schedule;
    this.trace = trace;
    this.furthest = new long[partitions];
    Arrays.fill(furthest, -1);
  }

  Schedule schedule() {
    return schedule;
  }

  /** Who is told of each probe when it arrives, or is written for the first time. */
  @FunctionalInterface
  interface Watcher {
    /** A probe that arrived. */
    void onProbe(long arrivalNs, long number, int partition);
  }

  /** What arrives from {@code fromNs} on is told to {@code watcher}. */
  void listen(long fromNs, Watcher watcher) {
    watchers.put(fromNs, watcher);
  }

  /** Waits until something that arrived at {@code ns} or later was read. */
  void readUntil(long ns) throws InterruptedException {
    trace.readUntil(ns, this::onProbe);
  }

  /** Waits until all that is due by {@code ns} has arrived, but no longer than {@code patience}. */
  void readAllDueBy(long ns, Duration patience) throws InterruptedException {
    due = 0;
    while (schedule.dueNs(due) <= ns) {
      due++;
    }
    long giveUpNs = System.nanoTime() + patience.toNanos();
    trace.read(this::onProbe);
    while (missing() > 0 && System.nanoTime() < giveUpNs) {
      TimeUnit.MILLISECONDS.sleep(POLL_MS);
      trace.read(this::onProbe);
    }
  }

  private void onProbe(long arrivalNs, long number, int partition, long offset) {
    int bit = Math.toIntExact(number);
    boolean isNew = !seen.get(bit);
    if (isNew) {
      seen.set(bit);
    } else if (offset > furthest[partition]) {
      doubled++; // it is not a record that the sink has written before
    }
    furthest[partition] = Math.max(furthest[partition], offset);
    Map.Entry<Long, Watcher> watcher = watchers.floorEntry(arrivalNs);
    if (isNew && watcher != null) {
      watcher.getValue().onProbe(arrivalNs, number, partition);
    }
  }

  private long missing() {
    return due - seen.get(0, (int) due).cardinality();
  }

  boolean isExact() {
    return missing() == 0 && doubled == 0;
  }

  Map<String, Long> summary() {
    return Map.of("due", due, "missing", missing(), "doubled", doubled);
  }

  String text() {
    return String.format(
        Locale.ROOT, "%d probes were due: %d did not arrive, %d twice", due, missing(), doubled);
  }
}
