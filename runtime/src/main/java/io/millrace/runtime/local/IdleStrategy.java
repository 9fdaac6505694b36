package io.millrace.runtime.local;

import java.util.concurrent.locks.LockSupport;

/** What a thread does when there is nothing to do: yields for a while, then parks. One thread. */
final class IdleStrategy {
  private final int yields;
  private final long parkNs;
  private int idleTurns;

  IdleStrategy(int yields, long parkNs) {
    this.yields = yields;
    this.parkNs = parkNs;
  }

  /** Takes note of a turn that did {@code work}. */
  void idle(int work) {
    if (work > 0) {
      idleTurns = 0;
    } else if (idleTurns < yields) {
      idleTurns++;
      Thread.yield();
    } else {
      LockSupport.parkNanos(parkNs);
    }
  }
}
