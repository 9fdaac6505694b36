package io.millrace.runtime.state;

import java.util.Arrays;

/**
 * A binary heap of pairs (time, ordinal), the smallest on top. Kept in chunks, so that growing
 * never copies what is there.
 */
final class TimerHeap {
  private static final int CHUNK_SHIFT = 10;
  private static final int CHUNK_MASK = (1 << CHUNK_SHIFT) - 1;
  private static final int FIRST_ITEMS = 8;

  private long[][] chunks = {new long[2 * FIRST_ITEMS]};
  private int size;

  int size() {
    return size;
  }

  void clear() {
    chunks = new long[][] {new long[2 * FIRST_ITEMS]};
    size = 0;
  }

  long time(int i) {
    return chunks[i >>> CHUNK_SHIFT][2 * (i & CHUNK_MASK)];
  }

  long ordinal(int i) {
    return chunks[i >>> CHUNK_SHIFT][2 * (i & CHUNK_MASK) + 1];
  }

  void add(long time, long ordinal) {
    makeRoom(size >>> CHUNK_SHIFT);
    siftUp(size++, time, ordinal);
  }

  private void makeRoom(int chunk) {
    if (chunk == 0) {
      if (2 * size == chunks[0].length) {
        chunks[0] = Arrays.copyOf(chunks[0], 4 * size);
      }
      return;
    }
    if (chunk == chunks.length) {
      chunks = Arrays.copyOf(chunks, 2 * chunk);
    }
    if (chunks[chunk] == null) {
      chunks[chunk] = new long[2 << CHUNK_SHIFT];
    }
  }

  /** Removes the item at this place; another one may take it. */
  void removeAt(int i) {
    size--;
    long time = time(size);
    long ordinal = ordinal(size);
    int spareChunk = (size >>> CHUNK_SHIFT) + 2;
    if (spareChunk < chunks.length) {
      chunks[spareChunk] = null;
    }
    if (i == size) {
      return;
    }
    int parent = (i - 1) / 2;
    if (i > 0 && isBefore(time, ordinal, time(parent), ordinal(parent))) {
      siftUp(i, time, ordinal);
    } else {
      siftDown(i, time, ordinal);
    }
  }

  private static boolean isBefore(long time, long ordinal, long otherTime, long otherOrdinal) {
    return time < otherTime || (time == otherTime && ordinal < otherOrdinal);
  }

  private void set(int i, long time, long ordinal) {
    long[] chunk = chunks[i >>> CHUNK_SHIFT];
    int at = 2 * (i & CHUNK_MASK);
    chunk[at] = time;
    chunk[at + 1] = ordinal;
  }

  private void siftUp(int from, long time, long ordinal) {
    int i = from;
    while (i > 0) {
      int parent = (i - 1) / 2;
      if (!isBefore(time, ordinal, time(parent), ordinal(parent))) {
        break;
      }
      set(i, time(parent), ordinal(parent));
      i = parent;
    }
    set(i, time, ordinal);
  }

  private void siftDown(int from, long time, long ordinal) {
    int i = from;
    for (int child = 2 * i + 1; child < size; child = 2 * i + 1) {
      int right = child + 1;
      if (right < size && isBefore(time(right), ordinal(right), time(child), ordinal(child))) {
        child = right;
      }
      if (!isBefore(time(child), ordinal(child), time, ordinal)) {
        break;
      }
      set(i, time(child), ordinal(child));
      i = child;
    }
    set(i, time, ordinal);
  }
}
