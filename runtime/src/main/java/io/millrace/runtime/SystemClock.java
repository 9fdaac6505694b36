package io.millrace.runtime;

/** The clock of this machine. */
public final class SystemClock implements Clock {
  @Override
  public long nowMs() {
    return System.currentTimeMillis();
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }
}
