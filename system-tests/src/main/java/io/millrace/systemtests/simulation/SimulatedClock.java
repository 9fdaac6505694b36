package io.millrace.systemtests.simulation;

import io.millrace.runtime.Clock;

/** The clock of one host: wall time that jumps, also back, over a timer that all hosts share. */
final class SimulatedClock implements Clock {

  /** The timer. */
  static final class Ticker {
    private long ns = 5_000_000_000L;

    long ns() {
      return ns;
    }

    void advance(long byNs) {
      ns += byNs;
    }
  }

  private static final long START_MS = 1_700_000_000_000L;

  private final Ticker ticker;
  private long skewMs;

  SimulatedClock(Ticker ticker) {
    this.ticker = ticker;
  }

  /** Sets the wall clock by so much, forward or back. */
  void jump(long ms) {
    skewMs += ms;
  }

  @Override
  public long nowMs() {
    return START_MS + ticker.ns() / 1_000_000 + skewMs;
  }

  @Override
  public long nanoTime() {
    return ticker.ns();
  }
}
