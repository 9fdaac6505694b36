package io.millrace.functions.window;

/** When a window fires. */
public enum Timing {
  /** Before its end: more may come. */
  EARLY,
  /** At its end. */
  ON_TIME,
  /** After its end, for a late record. */
  LATE
}
