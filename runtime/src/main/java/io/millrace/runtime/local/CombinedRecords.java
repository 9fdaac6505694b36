package io.millrace.runtime.local;

import io.millrace.functions.ByteOutput;
import io.millrace.functions.stream.Combiner;
import io.millrace.runtime.plan.DerivationPlan;
import java.util.Arrays;

/**
 * Values that an origin has read and not sent: those of one derivation, key and group added up.
 * Nothing is allocated but what the combiner makes. Used by one thread.
 */
final class CombinedRecords {
  static final int CAPACITY = 4096;

  private static final int SLOTS = 2 * CAPACITY;

  private final int[] slots = new int[SLOTS];
  private final int[] slotOf = new int[CAPACITY];
  private final DerivationPlan[] by = new DerivationPlan[CAPACITY];
  private final long[] hashes = new long[CAPACITY];
  private final long[] groups = new long[CAPACITY];
  private final long[] timesMs = new long[CAPACITY];
  private final int[] partitions = new int[CAPACITY];
  private final int[] keyEnds = new int[CAPACITY];
  private final Object[] partials = new Object[CAPACITY];
  private final ByteOutput keys = new ByteOutput(1024);
  private int size;

  /** Adds a value that goes to {@code partition}; {@link #isFull} must be false. */
  void add(
      DerivationPlan derivation,
      ByteOutput key,
      long hash,
      int partition,
      Object value,
      long eventTimeMs) {
    Combiner<Object, Object> combiner = derivation.combiner();
    long group = combiner.group(value, eventTimeMs);
    int slot = (int) ((hash ^ group * 0x9E3779B97F4A7C15L) >>> 40) & (SLOTS - 1);
    for (; slots[slot] != 0; slot = (slot + 1) & (SLOTS - 1)) {
      int i = slots[slot] - 1;
      if (hashes[i] == hash
          && groups[i] == group
          && by[i].index() == derivation.index()
          && hasKey(i, key)) {
        partials[i] = combiner.add(partials[i], value, eventTimeMs);
        timesMs[i] = Math.max(timesMs[i], eventTimeMs);
        return;
      }
    }
    partials[size] = combiner.first(value, eventTimeMs);
    slots[slot] = size + 1;
    slotOf[size] = slot;
    by[size] = derivation;
    hashes[size] = hash;
    groups[size] = group;
    timesMs[size] = eventTimeMs;
    partitions[size] = partition;
    keys.writeBytes(key.array(), 0, key.length());
    keyEnds[size] = keys.length();
    size++;
  }

  private boolean hasKey(int i, ByteOutput key) {
    return Arrays.equals(keys.array(), keyAt(i), keyEnds[i], key.array(), 0, key.length());
  }

  boolean isFull() {
    return size == CAPACITY;
  }

  int size() {
    return size;
  }

  DerivationPlan by(int i) {
    return by[i];
  }

  Object partial(int i) {
    return partials[i];
  }

  /** The latest event time of what is in it, ms. */
  long eventTimeMs(int i) {
    return timesMs[i];
  }

  int partition(int i) {
    return partitions[i];
  }

  byte[] keyArray() {
    return keys.array();
  }

  int keyAt(int i) {
    return i == 0 ? 0 : keyEnds[i - 1];
  }

  int keyLength(int i) {
    return keyEnds[i] - keyAt(i);
  }

  void clear() {
    for (int i = 0; i < size; i++) {
      slots[slotOf[i]] = 0;
      partials[i] = null;
    }
    size = 0;
    keys.length(0);
  }
}
