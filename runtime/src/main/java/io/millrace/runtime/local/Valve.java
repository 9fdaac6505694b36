package io.millrace.runtime.local;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The one valve at the head of an application: sources stop reading while some partition, or a sink
 * whose target has no room, lags too far behind a journal, and go on when it has caught up.
 */
public final class Valve {
  private final int partitions;
  private final AtomicLongArray lags; // of the partitions, then of the sinks
  private final long closeAbove;
  private final long openBelow;
  private volatile boolean open = true;
  private volatile boolean shut;
  private volatile boolean held;

  /**
   * A valve that closes when a partition, or a sink that waits, lags by more than {@code records}.
   */
  public Valve(int partitions, int sinks, long records) {
    this.partitions = partitions;
    lags = new AtomicLongArray(partitions + sinks);
    closeAbove = records;
    openBelow = records / 2;
  }

  /** Tells how far a partition lags; by its thread. */
  public void lag(int partition, long records) {
    set(partition, records);
  }

  /** Tells how far a sink that waits for room lags, or 0 if it does not wait; by its thread. */
  void sinkLag(int sink, long records) {
    set(partitions + sink, records);
  }

  /** Slots tell their lags side by side: what has not changed is not written, others read it. */
  private void set(int at, long records) {
    if (lags.getPlain(at) != records) {
      lags.lazySet(at, records);
    }
  }

  /** Holds sources back, or no longer, whatever lags here: others may lag. */
  public void hold(boolean wanted) {
    held = wanted;
  }

  /** Shuts it for good: the application is about to stop. */
  public void shut() {
    shut = true;
  }

  /** Whether sources may read; by any thread. */
  boolean isOpen() {
    if (shut || held) {
      return false;
    }
    long most = 0;
    for (int p = 0; p < lags.length(); p++) {
      most = Math.max(most, lags.get(p));
    }
    if (open && most > closeAbove) {
      open = false;
    } else if (!open && most < openBelow) {
      open = true;
    }
    return open;
  }
}
