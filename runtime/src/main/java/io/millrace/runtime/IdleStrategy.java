package io.millrace.runtime;

import java.util.concurrent.locks.LockSupport;

/**
 * What a thread does when there is nothing to do: yields for a while, then parks, and parks longer
 * the longer that goes on. What comes after a pause waits for a quarter of that pause at most, and
 * one millisecond at most; a thread without work costs next to nothing. One thread.
 */
public final class IdleStrategy {
  private static final long LONGEST_PARK_NS = 1_000_000;

  /** A park takes the fourth part of all parks since there was work. */
  private static final int SHARE = 4;

  private final int yields;
  private final long parkNs;
  private int yielded;
  private long parkedNs;

  /** Yields so often, then parks for so long at least. */
  public IdleStrategy(int yields, long parkNs) {
    this.yields = yields;
    this.parkNs = parkNs;
  }

  /** Takes note of a turn that did {@code work}. */
  public void idle(int work) {
    if (work > 0) {
      yielded = 0;
      parkedNs = 0;
    } else if (yielded < yields) {
      yielded++;
      Thread.yield();
    } else {
      LockSupport.parkNanos(nextParkNs());
    }
  }

  /** How long to park now, ns. */
  long nextParkNs() {
    long ns = Math.max(parkNs, Math.min(parkedNs / SHARE, LONGEST_PARK_NS));
    parkedNs += ns;
    return ns;
  }
}
