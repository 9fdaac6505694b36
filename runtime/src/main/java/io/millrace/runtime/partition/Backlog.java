package io.millrace.runtime.partition;

import io.millrace.runtime.frame.FrameHeader;

/** Frames in memory, first in first out, up to a number of bytes. */
final class Backlog {
  private final int capacity;
  private byte[] array = new byte[0];
  private int head;
  private int tail;

  Backlog(int capacity) {
    this.capacity = capacity;
  }

  /** Appends a copy; false if there is no room. The first frame always finds some. */
  boolean offer(byte[] frame, int at, int length) {
    if (!isEmpty() && tail - head + length > capacity) {
      return false;
    }
    add(frame, at, length);
    return true;
  }

  /** Appends a copy, whether there is room or not. */
  void add(byte[] frame, int at, int length) {
    int used = tail - head;
    if (array.length - tail < length) {
      byte[] target = array;
      if (used + length > array.length) {
        target = new byte[Math.max(used + length, Math.min(capacity, 2 * array.length))];
      }
      System.arraycopy(array, head, target, 0, used);
      array = target;
      head = 0;
      tail = used;
    }
    System.arraycopy(frame, at, array, tail, length);
    tail += length;
  }

  boolean isEmpty() {
    return head == tail;
  }

  byte[] array() {
    return array;
  }

  /** Where the first frame starts in {@link #array()}. */
  int first() {
    return head;
  }

  void removeFirst() {
    head += FrameHeader.length(array, head);
    if (head == tail) {
      head = 0;
      tail = 0;
      if (array.length > capacity) {
        array = new byte[0];
      }
    }
  }
}
