package io.millrace.runtime.state;

/**
 * A running sum of what a fold does: what it stores, in whatever order, and what it emits, in its
 * order. Two folds of the same entries have the same sum. Owned by the partition's thread;
 * allocates nothing.
 *
 * <p>What is removed is not summed: when expired entries are swept depends on time. What functions
 * remove tells in what they store and emit afterwards.
 */
public final class FoldDigest {
  private static final long ODD = 0x9E3779B97F4A7C15L;

  private boolean on;
  private long stored;
  private long emitted;
  private long storedBefore;
  private long emittedBefore;

  /** What one entry counts for in a sum over entries. */
  static long ofEntry(int table, long keyHash, byte[] value, int at, int length) {
    return mixed(
        (keyHash + (table + 1) * ODD) * ODD + Long.rotateLeft(Hash.of(value, at, length), 32));
  }

  private static long mixed(long sum) {
    long mixed = (sum ^ sum >>> 31) * ODD;
    return mixed ^ mixed >>> 29;
  }

  /** Sums up what is done from here on, or does not, as at first. */
  public void on(boolean wanted) {
    on = wanted;
    take();
  }

  /** Whether it sums up. */
  public boolean isOn() {
    return on;
  }

  /** Begins a call that may have to be taken back. */
  void beginCall() {
    storedBefore = stored;
    emittedBefore = emitted;
  }

  /** Takes back all since {@link #beginCall}. */
  void rollbackCall() {
    stored = storedBefore;
    emitted = emittedBefore;
  }

  /** A value is stored under a key. */
  void stores(int table, long keyHash, byte[] value, int at, int length) {
    if (on) {
      stored += ofEntry(table, keyHash, value, at, length);
    }
  }

  /** A record is emitted to a channel. */
  public void emits(
      int destination, int topic, long eventTimeMs, long keyHash, byte[] value, int length) {
    if (!on) {
      return;
    }
    long where = ((long) destination << 16 | topic) * ODD + eventTimeMs;
    emitted = (emitted + keyHash) * ODD + where;
    emitted = (emitted ^ emitted >>> 31) * ODD + Hash.of(value, 0, length);
  }

  /** What is done until {@link #resume} does not count: it may be done at any time, or never. */
  public long pause() {
    return stored;
  }

  /** Counts again; {@code paused} is what {@link #pause} returned. */
  public void resume(long paused) {
    stored = paused;
  }

  /** The sum since the last call of this. */
  public long take() {
    long sum = stored + Long.rotateLeft(emitted, 32);
    stored = 0;
    emitted = 0;
    beginCall();
    return sum;
  }
}
