package io.millrace.runtime.state;

import io.millrace.runtime.frame.Bits;

/**
 * XXH64 with seed 0 (the xxHash specification, version 0.1.1): which partition and which slot of a
 * table a key falls into. Part of the formats: it never changes.
 */
public final class Hash {
  private static final long P1 = 0x9E3779B185EBCA87L;
  private static final long P2 = 0xC2B2AE3D27D4EB4FL;
  private static final long P3 = 0x165667B19E3779F9L;
  private static final long P4 = 0x85EBCA77C2B2AE63L;
  private static final long P1_PLUS_P2 = 0x60EA27EEADC0B5D6L;
  private static final long P5 = 0x27D4EB2F165667C5L;

  private Hash() {}

  /** The hash of {@code array[offset .. offset + length)}. */
  public static long of(byte[] array, int offset, int length) {
    int at = offset;
    int end = offset + length;
    long hash;
    if (length >= 32) {
      long v1 = P1_PLUS_P2;
      long v2 = P2;
      long v3 = 0;
      long v4 = -P1;
      for (int last = end - 32; at <= last; at += 32) {
        v1 = round(v1, Bits.getLong(array, at));
        v2 = round(v2, Bits.getLong(array, at + 8));
        v3 = round(v3, Bits.getLong(array, at + 16));
        v4 = round(v4, Bits.getLong(array, at + 24));
      }
      hash =
          Long.rotateLeft(v1, 1)
              + Long.rotateLeft(v2, 7)
              + Long.rotateLeft(v3, 12)
              + Long.rotateLeft(v4, 18);
      hash = merge(hash, v1);
      hash = merge(hash, v2);
      hash = merge(hash, v3);
      hash = merge(hash, v4);
    } else {
      hash = P5;
    }
    hash += length;
    for (; at <= end - 8; at += 8) {
      hash = Long.rotateLeft(hash ^ round(0, Bits.getLong(array, at)), 27) * P1 + P4;
    }
    if (at <= end - 4) {
      hash = Long.rotateLeft(hash ^ (Bits.getInt(array, at) & 0xFFFFFFFFL) * P1, 23) * P2 + P3;
      at += 4;
    }
    for (; at < end; at++) {
      hash = Long.rotateLeft(hash ^ (array[at] & 0xFF) * P5, 11) * P1;
    }
    hash ^= hash >>> 33;
    hash *= P2;
    hash ^= hash >>> 29;
    hash *= P3;
    return hash ^ hash >>> 32;
  }

  /** Which of {@code partitions} a hash falls into, by its upper bits. */
  public static int partition(long hash, int partitions) {
    return (int) (((hash >>> 32) * partitions) >>> 32);
  }

  private static long round(long accumulator, long lane) {
    return Long.rotateLeft(accumulator + lane * P2, 31) * P1;
  }

  private static long merge(long hash, long value) {
    return (hash ^ round(0, value)) * P1 + P4;
  }
}
