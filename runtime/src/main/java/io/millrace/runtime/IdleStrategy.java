package io.millrace.runtime;

import java.util.concurrent.locks.LockSupport;

/**
 * What a thread does when there is nothing to do: yields for a while, then parks, and parks longer
 * the longer that goes on. What comes after a pause waits for a small share of that pause, and one
 * millisecond at most; a thread without work costs next to nothing. One thread.
 */
public final class IdleStrategy {
  private static final long LONGEST_PARK_NS = 1_000_000;

  /** A park takes the eighth part of the time since there was work. */
  private static final int SHARE = 8;

  private final int yields;
  private final long parkNs;
  private int yielded;
  private long parkingSinceNs;

  /** Yields so often, then parks for so long at least. */
  public IdleStrategy(int yields, long parkNs) {
    this.yields = yields;
    this.parkNs = parkNs;
  }

  /** Takes note of a turn that did {@code work}. */
  public void idle(int work) {
    if (work > 0) {
      yielded = 0;
    } else if (yielded < yields) {
      yielded++;
      Thread.yield();
    } else {
      LockSupport.parkNanos(nextParkNs(System.nanoTime()));
    }
  }

  private long nextParkNs(long nowNs) {
    if (yielded == yields) {
      yielded++;
      parkingSinceNs = nowNs;
    }
    return parkNs(nowNs - parkingSinceNs, parkNs);
  }

  /** How long to park after so long without work. */
  static long parkNs(long idleNs, long leastNs) {
    return Math.max(leastNs, Math.min(idleNs / SHARE, LONGEST_PARK_NS));
  }
}
