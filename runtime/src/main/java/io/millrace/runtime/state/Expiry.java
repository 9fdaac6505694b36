package io.millrace.runtime.state;

import io.millrace.functions.ByteOutput;
import io.millrace.runtime.frame.Bits;

/**
 * Finds the entries of one table that have expired, a few at a time. A stamp, the time in ms from
 * which on it has expired, is the first thing in the value of an entry of a {@link ValueState}, and
 * in the header of a list or map.
 */
final class Expiry {
  static final int STAMP_BYTES = 8;

  private final StateTable table;
  private final boolean inHeaders;
  private final ByteOutput keys = new ByteOutput(64);
  private long cursor;
  private int nextAt;
  private int keyAt;
  private int keyLength;

  /** Over a table whose values all begin with a stamp, or one of {@link CompositeKey}s. */
  Expiry(StateTable table, boolean inHeaders) {
    this.table = table;
    this.inHeaders = inHeaders;
    table.liveness(inHeaders ? CompositeKey::isLive : Expiry::isLive);
  }

  private static boolean isLive(
      StateTable table, byte[] array, int keyAt, int keyLength, int valueAt, long nowMs) {
    return nowMs < Bits.getLong(array, valueAt);
  }

  /** The stamp for what is put at {@code nowMs}. */
  static long stamp(long nowMs, long expiryMs) {
    long stamp = nowMs + expiryMs;
    return stamp < nowMs ? Long.MAX_VALUE : stamp;
  }

  /**
   * Looks at so many entries, going on where it stopped; then {@link #next()} has what it found.
   */
  void scan(long nowMs, int budgetEntries) {
    keys.length(0);
    nextAt = 0;
    cursor =
        table.scan(
            cursor,
            budgetEntries,
            (array, at, length, values, valueAt, valueLength) -> {
              if ((inHeaders && !CompositeKey.isHeader(array, at, length))
                  || nowMs < Bits.getLong(values, valueAt)) {
                return;
              }
              keys.writeInt(length);
              keys.writeBytes(array, at, length);
            });
  }

  /** Moves to the next expired key found; false behind the last. */
  boolean next() {
    if (nextAt == keys.length()) {
      return false;
    }
    keyLength = Bits.getInt(keys.array(), nextAt);
    keyAt = nextAt + 4;
    nextAt = keyAt + keyLength;
    return true;
  }

  byte[] keyArray() {
    return keys.array();
  }

  int keyAt() {
    return keyAt;
  }

  int keyLength() {
    return keyLength;
  }
}
