package io.millrace.runtime.local;

import java.util.concurrent.locks.LockSupport;

/**
 * What a thread does when there is nothing to do: yields for a while, then parks, and parks longer
 * when that goes on. One thread.
 */
public final class IdleStrategy {
  private static final int SHORT_PARKS = 500;
  private static final long LONG_PARK_NS = 1_000_000;

  private final int yields;
  private final long parkNs;
  private int idleTurns;

  /** Yields so often, then parks for so long. */
  public IdleStrategy(int yields, long parkNs) {
    this.yields = yields;
    this.parkNs = parkNs;
  }

  /** Takes note of a turn that did {@code work}. */
  public void idle(int work) {
    if (work > 0) {
      idleTurns = 0;
    } else if (idleTurns < yields) {
      idleTurns++;
      Thread.yield();
    } else if (idleTurns < yields + SHORT_PARKS) {
      idleTurns++;
      LockSupport.parkNanos(parkNs);
    } else {
      LockSupport.parkNanos(Math.max(parkNs, LONG_PARK_NS));
    }
  }
}
