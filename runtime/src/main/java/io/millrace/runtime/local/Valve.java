package io.millrace.runtime.local;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The one valve at the head of an application: sources stop reading while some partition lags too
 * far behind its journal, and go on when it has caught up.
 */
final class Valve {
  private final AtomicLongArray lags;
  private final long closeAbove;
  private final long openBelow;
  private volatile boolean open = true;
  private volatile boolean shut;

  /** A valve that closes when a partition lags by more than {@code records}. */
  Valve(int partitions, long records) {
    lags = new AtomicLongArray(partitions);
    closeAbove = records;
    openBelow = records / 2;
  }

  /** Tells how far a partition lags; by its thread. */
  void lag(int partition, long records) {
    lags.lazySet(partition, records);
  }

  /** Shuts it for good: the application is about to stop. */
  void shut() {
    shut = true;
  }

  /** Whether sources may read; by any thread. */
  boolean isOpen() {
    if (shut) {
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
