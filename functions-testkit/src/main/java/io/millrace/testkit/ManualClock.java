package io.millrace.testkit;

import io.millrace.runtime.Clock;

/** A clock that the test moves. Its nanoseconds move with every turn of the engine. */
final class ManualClock implements Clock {
  private long nowMs;
  private long nanos;

  ManualClock(long startMs) {
    nowMs = startMs;
  }

  /** Moves to {@code ms}, never back. */
  void moveTo(long ms) {
    nowMs = Math.max(nowMs, ms);
  }

  /** Lets {@code ns} pass for timeouts and intervals, without moving the time of day. */
  void passNanos(long ns) {
    nanos += ns;
  }

  @Override
  public long nowMs() {
    return nowMs;
  }

  @Override
  public long nanoTime() {
    return nanos;
  }
}
