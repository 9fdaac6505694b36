package io.millrace.runtime.codec;

import io.millrace.functions.ByteOutput;
import java.util.Arrays;

/**
 * Brings encoded elements at the end of an output into the order of their bytes (unsigned). What
 * was decoded comes sorted, so the common case compares neighbours and moves nothing.
 */
final class Sorter {
  private final ByteOutput out;
  private final int[] starts;
  private int count;

  Sorter(ByteOutput out, int size) {
    this.out = out;
    this.starts = new int[size];
  }

  /** The next element is about to be written. */
  void begin() {
    starts[count++] = out.length();
  }

  /** All elements are written. */
  void finish() {
    byte[] array = out.array();
    for (int i = 1; i < count; i++) {
      if (compare(array, i - 1, i) > 0) {
        sort(array);
        return;
      }
    }
  }

  private int end(int element) {
    return element + 1 < count ? starts[element + 1] : out.length();
  }

  private int compare(byte[] array, int left, int right) {
    return Arrays.compareUnsigned(array, starts[left], end(left), array, starts[right], end(right));
  }

  private void sort(byte[] array) {
    Integer[] order = new Integer[count];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (left, right) -> compare(array, left, right));
    int base = starts[0];
    byte[] copy = Arrays.copyOfRange(array, base, out.length());
    int at = base;
    for (int element : order) {
      int length = end(element) - starts[element];
      System.arraycopy(copy, starts[element] - base, array, at, length);
      at += length;
    }
  }
}
