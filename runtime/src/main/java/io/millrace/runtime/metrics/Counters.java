package io.millrace.runtime.metrics;

import java.util.concurrent.atomic.AtomicLongArray;

/** Counters of one partition: counted plainly by its thread, published now and then for others. */
public final class Counters {
  private final long[] counted = new long[Counter.values().length];
  private final AtomicLongArray published = new AtomicLongArray(counted.length);

  /** Adds one. */
  public void increment(Counter counter) {
    counted[counter.ordinal()]++;
  }

  /** Adds {@code amount}. */
  public void add(Counter counter, long amount) {
    counted[counter.ordinal()] += amount;
  }

  /** Lets other threads see what was counted; called by the counting thread. */
  public void publish() {
    for (int i = 0; i < counted.length; i++) {
      published.lazySet(i, counted[i]);
    }
  }

  /** The count as last published; for any thread. */
  public long get(Counter counter) {
    return published.get(counter.ordinal());
  }
}
