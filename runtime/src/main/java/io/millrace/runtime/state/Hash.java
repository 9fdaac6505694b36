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

  private static final int STRIPE = 32;
  private static final int NUMBER_LENGTH = 1 + Long.BYTES;

  private Hash() {}

  /** The hash of {@code array[offset .. offset + length)}. */
  public static long of(byte[] array, int offset, int length) {
    if (length == NUMBER_LENGTH) {
      // keys that are numbers: a tag and eight bytes
      long hash = lane(P5 + NUMBER_LENGTH, Bits.getLong(array, offset));
      return mixed(last(hash, array[offset + Long.BYTES]));
    }
    long hash = length < STRIPE ? P5 : stripes(array, offset, length);
    return tail(hash + length, array, offset + (length & -STRIPE), offset + length);
  }

  private static long stripes(byte[] array, int offset, int length) {
    long v1 = P1_PLUS_P2;
    long v2 = P2;
    long v3 = 0;
    long v4 = -P1;
    int end = offset + (length & -STRIPE);
    for (int at = offset; at < end; at += STRIPE) {
      v1 = round(v1, Bits.getLong(array, at));
      v2 = round(v2, Bits.getLong(array, at + 8));
      v3 = round(v3, Bits.getLong(array, at + 16));
      v4 = round(v4, Bits.getLong(array, at + 24));
    }
    long hash =
        Long.rotateLeft(v1, 1)
            + Long.rotateLeft(v2, 7)
            + Long.rotateLeft(v3, 12)
            + Long.rotateLeft(v4, 18);
    hash = merge(hash, v1);
    hash = merge(hash, v2);
    hash = merge(hash, v3);
    return merge(hash, v4);
  }

  private static long tail(long start, byte[] array, int from, int end) {
    long hash = start;
    int at = from;
    for (; at <= end - 8; at += 8) {
      hash = lane(hash, Bits.getLong(array, at));
    }
    if (at <= end - 4) {
      hash = Long.rotateLeft(hash ^ (Bits.getInt(array, at) & 0xFFFFFFFFL) * P1, 23) * P2 + P3;
      at += 4;
    }
    for (; at < end; at++) {
      hash = last(hash, array[at]);
    }
    return mixed(hash);
  }

  private static long lane(long hash, long value) {
    return Long.rotateLeft(hash ^ round(0, value), 27) * P1 + P4;
  }

  private static long last(long hash, byte value) {
    return Long.rotateLeft(hash ^ (value & 0xFF) * P5, 11) * P1;
  }

  private static long mixed(long hash) {
    long mixed = (hash ^ hash >>> 33) * P2;
    mixed = (mixed ^ mixed >>> 29) * P3;
    return mixed ^ mixed >>> 32;
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
