package io.millrace.sketches;

import java.nio.ByteBuffer;

/**
 * How many of each bucket there are, as bytes: an int for the bucket and a long for its count, in
 * the order of buckets. Given arrays are never changed.
 */
final class Histogram {
  static final byte[] EMPTY = {};

  private static final int ENTRY = Integer.BYTES + Long.BYTES;

  private Histogram() {}

  /** {@code histogram} and one more. */
  static byte[] plusOne(byte[] histogram, int bucket) {
    ByteBuffer before = ByteBuffer.wrap(histogram);
    int low = 0;
    int high = histogram.length / ENTRY;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (before.getInt(middle * ENTRY) < bucket) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    int at = low * ENTRY;
    if (at < histogram.length && before.getInt(at) == bucket) {
      ByteBuffer after = ByteBuffer.wrap(histogram.clone());
      after.putLong(at + Integer.BYTES, before.getLong(at + Integer.BYTES) + 1);
      return after.array();
    }
    return ByteBuffer.allocate(histogram.length + ENTRY)
        .put(histogram, 0, at)
        .putInt(bucket)
        .putLong(1)
        .put(histogram, at, histogram.length - at)
        .array();
  }

  /** All of both. */
  static byte[] sum(byte[] one, byte[] other) {
    ByteBuffer a = ByteBuffer.wrap(one);
    ByteBuffer b = ByteBuffer.wrap(other);
    ByteBuffer sum = ByteBuffer.allocate(one.length + other.length);
    while (a.hasRemaining() && b.hasRemaining()) {
      int order = Integer.compare(a.getInt(a.position()), b.getInt(b.position()));
      if (order == 0) {
        sum.putInt(a.getInt());
        b.getInt();
        sum.putLong(a.getLong() + b.getLong());
      } else {
        ByteBuffer next = order < 0 ? a : b;
        sum.putInt(next.getInt()).putLong(next.getLong());
      }
    }
    sum.put(a).put(b);
    byte[] bytes = new byte[sum.position()];
    sum.flip().get(bytes);
    return bytes;
  }

  static long count(byte[] histogram) {
    ByteBuffer buffer = ByteBuffer.wrap(histogram);
    long count = 0;
    for (int at = Integer.BYTES; at < histogram.length; at += ENTRY) {
      count += buffer.getLong(at);
    }
    return count;
  }

  /** The bucket of what has {@code below} others before it; there must be more than that. */
  static int bucketAt(byte[] histogram, long below) {
    ByteBuffer buffer = ByteBuffer.wrap(histogram);
    long seen = 0;
    for (int at = 0; at < histogram.length; at += ENTRY) {
      seen += buffer.getLong(at + Integer.BYTES);
      if (seen > below) {
        return buffer.getInt(at);
      }
    }
    throw new IllegalArgumentException("rank out of range: below=" + below + ", count=" + seen);
  }
}
