package io.millrace.runtime.metrics;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counters of one partition: counted plainly by its thread, published now and then for others. What
 * a replay counts was counted before, by whoever ran then, and what a follower counts is counted by
 * its owner: only {@link Counter#RECORDS_REPLAYED} tells of it.
 */
public final class Counters {
  private static final Counter[] ALL = Counter.values();

  private final long[] counted = new long[ALL.length];
  private final AtomicLongArray published = new AtomicLongArray(counted.length);
  private boolean replaying;

  /** Adds one. */
  public void increment(Counter counter) {
    counted[counter.ordinal()]++;
  }

  /** Adds {@code amount}. */
  public void add(Counter counter, long amount) {
    counted[counter.ordinal()] += amount;
  }

  /** What is folded from here on was folded before, or elsewhere. */
  public void beginReplay() {
    replaying = true;
  }

  /** What is folded from here on is new. Without effect outside a replay. */
  public void endReplay() {
    if (!replaying) {
      return;
    }
    counted[Counter.RECORDS_REPLAYED.ordinal()] = counted[Counter.RECORDS_IN.ordinal()];
    for (Counter counter : ALL) {
      if (counter.isOfFold()) {
        counted[counter.ordinal()] = 0;
      }
    }
    replaying = false;
  }

  /** Lets other threads see what was counted; called by the counting thread. */
  public void publish() {
    if (replaying) {
      counted[Counter.RECORDS_REPLAYED.ordinal()] = counted[Counter.RECORDS_IN.ordinal()];
    }
    for (Counter counter : ALL) {
      if (!replaying || !counter.isOfFold()) {
        published.lazySet(counter.ordinal(), counted[counter.ordinal()]);
      }
    }
  }

  /** The count as last published; for any thread. */
  public long get(Counter counter) {
    return published.get(counter.ordinal());
  }
}
