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
  private int[] slots = new int[1024];
  private int[] slotOf = new int[512];
  private DerivationPlan[] by = new DerivationPlan[512];
  private long[] hashes = new long[512];
  private long[] groups = new long[512];
  private long[] timesMs = new long[512];
  private int[] partitions = new int[512];
  private int[] keyEnds = new int[512];
  private Object[] partials = new Object[512];
  private final ByteOutput keys = new ByteOutput(1024);
  private int size;

  /** What the call at hand added to; from {@code sizeBefore} on everything is of the call. */
  private int[] changed = new int[8];

  private Object[] partialsBefore = new Object[8];
  private long[] timesBeforeMs = new long[8];
  private int changes;
  private int sizeBefore;

  /** Begins a call that may have to be taken back. */
  void beginCall() {
    Arrays.fill(partialsBefore, 0, changes, null);
    changes = 0;
    sizeBefore = size;
  }

  /** Takes back what was added since {@link #beginCall}. */
  void rollbackCall() {
    while (size > sizeBefore) {
      size--;
      slots[slotOf[size]] = 0; // nothing was put behind the newest
      partials[size] = null;
    }
    keys.length(size == 0 ? 0 : keyEnds[size - 1]);
    while (changes > 0) {
      changes--;
      partials[changed[changes]] = partialsBefore[changes];
      timesMs[changed[changes]] = timesBeforeMs[changes];
    }
  }

  private void note(int i) {
    if (i >= sizeBefore) {
      return;
    }
    if (changes == changed.length) {
      changed = Arrays.copyOf(changed, 2 * changes);
      partialsBefore = Arrays.copyOf(partialsBefore, 2 * changes);
      timesBeforeMs = Arrays.copyOf(timesBeforeMs, 2 * changes);
    }
    changed[changes] = i;
    partialsBefore[changes] = partials[i];
    timesBeforeMs[changes] = timesMs[i];
    changes++;
  }

  /** Adds a value that goes to {@code partition}. */
  void add(
      DerivationPlan derivation,
      ByteOutput key,
      long hash,
      int partition,
      Object value,
      long eventTimeMs) {
    Combiner<Object, Object> combiner = derivation.combiner();
    long group = combiner.group(value, eventTimeMs);
    int mask = slots.length - 1;
    int slot = home(hash, group);
    for (; slots[slot] != 0; slot = (slot + 1) & mask) {
      int i = slots[slot] - 1;
      if (hashes[i] == hash
          && groups[i] == group
          && by[i].index() == derivation.index()
          && hasKey(i, key)) {
        note(i);
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
    if (size == by.length) {
      grow();
    }
  }

  private int home(long hash, long group) {
    long mixed = (hash ^ group * 0x9E3779B97F4A7C15L) * 0x9E3779B97F4A7C15L;
    return (int) (mixed >>> 40) & (slots.length - 1);
  }

  private void grow() {
    int capacity = 2 * size;
    slotOf = new int[capacity];
    by = Arrays.copyOf(by, capacity);
    hashes = Arrays.copyOf(hashes, capacity);
    groups = Arrays.copyOf(groups, capacity);
    timesMs = Arrays.copyOf(timesMs, capacity);
    partitions = Arrays.copyOf(partitions, capacity);
    keyEnds = Arrays.copyOf(keyEnds, capacity);
    partials = Arrays.copyOf(partials, capacity);
    slots = new int[2 * capacity];
    for (int i = 0; i < size; i++) {
      int slot = home(hashes[i], groups[i]);
      while (slots[slot] != 0) {
        slot = (slot + 1) & (slots.length - 1);
      }
      slots[slot] = i + 1;
      slotOf[i] = slot;
    }
  }

  private boolean hasKey(int i, ByteOutput key) {
    return Arrays.equals(keys.array(), keyAt(i), keyEnds[i], key.array(), 0, key.length());
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
    beginCall();
  }
}
