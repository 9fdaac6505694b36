package io.millrace.runtime.partition;

import io.millrace.functions.ByteOutput;
import io.millrace.functions.stream.Combiner;
import io.millrace.runtime.plan.DerivationPlan;
import java.util.Arrays;

/**
 * Values that somebody has made and not sent: those of one derivation, key and group added up, in
 * the order in which they first came. What depends on the values alone, never on time. Nothing is
 * allocated but what the combiner makes. Used by one thread.
 */
public final class CombinedRecords {
  /** A sum that is a sixteenth of the largest record takes no more: it may grow by values. */
  private static final int LARGEST_SHARE = 16;

  /** No value is added to it any more. */
  private static final int CLOSED = -1;

  private final int recordBytes;
  private final int closedAtBytes;
  private final ByteOutput sized = new ByteOutput(64);
  private int[] slots = new int[1024];
  private int[] slotOf = new int[512];
  private DerivationPlan[] by = new DerivationPlan[512];
  private long[] hashes = new long[512];
  private long[] groups = new long[512];
  private long[] timesMs = new long[512];
  private int[] partitions = new int[512];
  private int[] keyEnds = new int[512];
  private Object[] partials = new Object[512];

  /** How long it may be, encoded; or {@link #CLOSED}. */
  private int[] bytes = new int[512];

  private final ByteOutput keys = new ByteOutput(1024);
  private int size;

  /** What the call at hand added to; from {@code sizeBefore} on everything is of the call. */
  private int[] changed = new int[8];

  private Object[] partialsBefore = new Object[8];
  private long[] timesBeforeMs = new long[8];
  private int[] bytesBefore = new int[8];
  private int changes;
  private int sizeBefore;

  /** For records of {@code recordBytes} at most. */
  public CombinedRecords(int recordBytes) {
    this.recordBytes = recordBytes;
    this.closedAtBytes = recordBytes / LARGEST_SHARE;
  }

  /** Begins a call that may have to be taken back. */
  public void beginCall() {
    Arrays.fill(partialsBefore, 0, changes, null);
    changes = 0;
    sizeBefore = size;
  }

  /** Takes back what was added since {@link #beginCall}. */
  public void rollbackCall() {
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
      bytes[changed[changes]] = bytesBefore[changes];
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
      bytesBefore = Arrays.copyOf(bytesBefore, 2 * changes);
    }
    changed[changes] = i;
    partialsBefore[changes] = partials[i];
    timesBeforeMs[changes] = timesMs[i];
    bytesBefore[changes] = bytes[i];
    changes++;
  }

  /** Adds a value that goes to {@code partition}. */
  public void add(
      DerivationPlan derivation,
      ByteOutput key,
      long hash,
      int partition,
      Object value,
      long eventTimeMs) {
    Combiner<Object, Object> combiner = derivation.combiner();
    long group = combiner.group(value, eventTimeMs);
    int alone = bytesOf(derivation, combiner, value, eventTimeMs);
    int mask = slots.length - 1;
    int slot = home(hash, group);
    for (; slots[slot] != 0; slot = (slot + 1) & mask) {
      int i = slots[slot] - 1;
      if (hashes[i] == hash
          && groups[i] == group
          && by[i].index() == derivation.index()
          && bytes[i] != CLOSED
          && hasKey(i, key)) {
        note(i);
        if (bytes[i] + (long) alone > recordBytes) {
          bytes[i] = CLOSED;
          continue;
        }
        partials[i] = combiner.add(partials[i], value, eventTimeMs);
        timesMs[i] = Math.max(timesMs[i], eventTimeMs);
        grown(i, alone);
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
    bytes[size] = 0;
    partitions[size] = partition;
    keys.writeBytes(key.array(), 0, key.length());
    keyEnds[size] = keys.length();
    size++;
    if (size == by.length) {
      grow();
    }
    grown(size - 1, alone);
  }

  /** How long a value is on its own, or may be at most; 0 where sums cannot become large. */
  private int bytesOf(
      DerivationPlan derivation,
      Combiner<Object, Object> combiner,
      Object value,
      long eventTimeMs) {
    if (derivation.largestBytes() <= closedAtBytes) {
      return 0;
    }
    if (derivation.oneBytes() <= closedAtBytes) {
      return derivation.oneBytes();
    }
    int alone = encodedBytes(derivation, combiner.first(value, eventTimeMs));
    if (alone > recordBytes) {
      throw new IllegalArgumentException(
          "record too large: topic="
              + derivation.to()
              + ", bytes="
              + alone
              + "; at most "
              + recordBytes
              + ": raise the largest record's setting or split the value");
    }
    return alone;
  }

  private int encodedBytes(DerivationPlan derivation, Object partial) {
    sized.length(0);
    derivation.to().codec().encode(partial, sized);
    return sized.length();
  }

  /** A list of all values, say, may become too large for a record: then another one begins. */
  private void grown(int i, int more) {
    bytes[i] += more;
    if (bytes[i] > closedAtBytes) {
      int really = encodedBytes(by[i], partials[i]); // values may have taken each other's place
      bytes[i] = really > closedAtBytes ? CLOSED : really;
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
    bytes = Arrays.copyOf(bytes, capacity);
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

  /** How many sums there are. */
  public int size() {
    return size;
  }

  /** What made this one. */
  public DerivationPlan by(int i) {
    return by[i];
  }

  /** The sum. */
  public Object partial(int i) {
    return partials[i];
  }

  /** The hash of its key. */
  long hash(int i) {
    return hashes[i];
  }

  /** The latest event time of what is in it, ms. */
  public long eventTimeMs(int i) {
    return timesMs[i];
  }

  /** Where it goes. */
  public int partition(int i) {
    return partitions[i];
  }

  /** Holds all keys. */
  public byte[] keyArray() {
    return keys.array();
  }

  /** Where its key begins. */
  public int keyAt(int i) {
    return i == 0 ? 0 : keyEnds[i - 1];
  }

  /** How long its key is. */
  public int keyLength(int i) {
    return keyEnds[i] - keyAt(i);
  }

  /** Forgets all. */
  public void clear() {
    for (int i = 0; i < size; i++) {
      slots[slotOf[i]] = 0;
      partials[i] = null;
    }
    size = 0;
    keys.length(0);
    beginCall();
  }
}
