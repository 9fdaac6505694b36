package io.millrace.transport;

import io.millrace.runtime.Clock;

/** A clock that goes on when the test says so. */
final class SteppedClock implements Clock {
  private long nanos = 1_000_000_000L;

  void advanceMs(long ms) {
    nanos += ms * 1_000_000;
  }

  @Override
  public long nowMs() {
    return 1_700_000_000_000L + nanos / 1_000_000;
  }

  @Override
  public long nanoTime() {
    return nanos;
  }
}
