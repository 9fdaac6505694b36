package io.millrace.state.rocksdb;

import io.millrace.runtime.state.HeapStateTable;

/**
 * Changes of one table that are not in the database yet: what was put, and what was removed. A key
 * is in at most one of the two.
 */
final class Overlay {
  private static final byte[] NOTHING = {};

  final HeapStateTable puts = new HeapStateTable();
  final HeapStateTable removals = new HeapStateTable();

  boolean isEmpty() {
    return puts.entries() == 0 && removals.entries() == 0;
  }

  boolean removed(long hash, byte[] key, int at, int length) {
    return removals.entries() > 0 && removals.find(hash, key, at, length);
  }

  boolean knows(long hash, byte[] key, int at, int length) {
    return puts.find(hash, key, at, length) || removed(hash, key, at, length);
  }

  void put(long hash, byte[] key, int at, int length, byte[] value, int valueAt, int bytes) {
    puts.put(hash, key, at, length, value, valueAt, bytes);
    if (removals.entries() > 0) {
      removals.remove(hash, key, at, length);
    }
  }

  /** Removes; {@code below}: whether something below this overlay may have the key. */
  void remove(long hash, byte[] key, int at, int length, boolean below) {
    puts.remove(hash, key, at, length);
    if (below) {
      removals.put(hash, key, at, length, NOTHING, 0, 0);
    }
  }

  long sizeBytes() {
    return puts.sizeBytes() + removals.sizeBytes();
  }
}
