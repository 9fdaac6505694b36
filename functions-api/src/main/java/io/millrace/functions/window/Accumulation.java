package io.millrace.functions.window;

/** What a window that fires several times tells each time. */
public enum Accumulation {
  /** All that is in the window; a later result replaces the former. */
  ACCUMULATING,
  /** What came since it fired before; results add up. */
  DISCARDING,
  /** All that is in the window; the former result is taken back first. */
  RETRACTING
}
