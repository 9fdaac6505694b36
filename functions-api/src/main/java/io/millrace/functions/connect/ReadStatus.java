package io.millrace.functions.connect;

/** What a split reader knows after a read. */
public enum ReadStatus {
  /** There may be more at once. */
  MORE,
  /** There is nothing now. */
  IDLE,
  /** There will never be more. */
  END
}
