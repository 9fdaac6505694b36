package io.millrace.runtime.local;

import java.util.Arrays;

/** Some records of one split on their way to a sink, from one thread to another. */
final class RecordBatch {
  private Object[] values = new Object[512];
  private long[] timesMs = new long[512];
  private long[] positions = new long[512];
  private int size;
  private long endPosition;

  void add(Object value, long eventTimeMs, long position) {
    if (size == values.length) {
      values = Arrays.copyOf(values, 2 * size);
      timesMs = Arrays.copyOf(timesMs, 2 * size);
      positions = Arrays.copyOf(positions, 2 * size);
    }
    values[size] = value;
    timesMs[size] = eventTimeMs;
    positions[size] = position;
    size++;
  }

  /** Forgets all but the first {@code count}. */
  void truncate(int count) {
    Arrays.fill(values, count, size, null);
    size = count;
  }

  int size() {
    return size;
  }

  Object value(int i) {
    return values[i];
  }

  long eventTimeMs(int i) {
    return timesMs[i];
  }

  /** Behind the item that the record was made of. */
  long position(int i) {
    return positions[i];
  }

  /** All that the split has before this is in this batch or in those before. */
  long endPosition() {
    return endPosition;
  }

  void endPosition(long position) {
    endPosition = position;
  }
}
