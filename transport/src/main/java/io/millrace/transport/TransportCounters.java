package io.millrace.transport;

import java.util.concurrent.atomic.AtomicLongArray;

/** Counts of one transport: counted by its threads, read by any. */
public final class TransportCounters {
  private final AtomicLongArray counts = new AtomicLongArray(TransportCounter.values().length);

  void increment(TransportCounter counter) {
    add(counter, 1);
  }

  void add(TransportCounter counter, long amount) {
    counts.getAndAdd(counter.ordinal(), amount);
  }

  /** The count up to now. */
  public long get(TransportCounter counter) {
    return counts.get(counter.ordinal());
  }
}
