package io.millrace.runtime.partition;

import io.millrace.functions.ByteOutput;
import io.millrace.runtime.plan.TopicPlan;
import io.millrace.runtime.state.KeyRef;
import java.util.Arrays;

/**
 * Records handed from function to function inside a partition, first in first out. Arrays are
 * reused; nothing is allocated once they are large enough.
 */
final class InlineQueue {
  private TopicPlan[] topics = new TopicPlan[16];
  private Object[] values = new Object[16];
  private long[] times = new long[16];
  private long[] hashes = new long[16];
  private int[] keyEnds = new int[16];
  private final ByteOutput keys = new ByteOutput(256);
  private int head;
  private int tail;

  /** Appends a record; the key is copied, or absent if {@code keyLength} is 0. */
  void add(
      TopicPlan topic,
      Object value,
      long eventTimeMs,
      byte[] key,
      int keyAt,
      int keyLength,
      long hash) {
    if (tail == topics.length) {
      grow();
    }
    topics[tail] = topic;
    values[tail] = value;
    times[tail] = eventTimeMs;
    hashes[tail] = hash;
    keys.writeBytes(key, keyAt, keyLength);
    keyEnds[tail] = keys.length();
    tail++;
  }

  private void grow() {
    int capacity = tail * 2;
    topics = Arrays.copyOf(topics, capacity);
    values = Arrays.copyOf(values, capacity);
    times = Arrays.copyOf(times, capacity);
    hashes = Arrays.copyOf(hashes, capacity);
    keyEnds = Arrays.copyOf(keyEnds, capacity);
  }

  boolean isEmpty() {
    return head == tail;
  }

  /** The end of the queue, for {@link #truncate}. */
  int end() {
    return tail;
  }

  /** Takes back what was added since {@link #end} gave {@code end}. */
  void truncate(int end) {
    while (tail > end) {
      tail--;
      topics[tail] = null;
      values[tail] = null;
    }
    keys.length(tail == 0 ? 0 : keyEnds[tail - 1]);
  }

  TopicPlan topic() {
    return topics[head];
  }

  Object value() {
    return values[head];
  }

  long eventTimeMs() {
    return times[head];
  }

  /** Copies the key into {@code buffer} and lets {@code key} point there; false if it has none. */
  boolean key(KeyRef key, ByteOutput buffer) {
    int start = head == 0 ? 0 : keyEnds[head - 1];
    int length = keyEnds[head] - start;
    if (length == 0) {
      return false;
    }
    buffer.length(0);
    buffer.writeBytes(keys.array(), start, length);
    key.set(buffer.array(), 0, length, hashes[head]);
    return true;
  }

  /** Drops the first record. */
  void remove() {
    topics[head] = null;
    values[head] = null;
    head++;
    if (head == tail) {
      head = 0;
      tail = 0;
      keys.length(0);
    }
  }
}
