package io.millrace.runtime.frame;

import io.millrace.runtime.state.Hash;
import java.nio.charset.StandardCharsets;

/**
 * Who numbers a channel, as a 64-bit number: the kind in the top byte, then the partition's number
 * or 56 bits of the hash of a name.
 */
public final class Origin {
  private static final long PARTITION = 1L << 56;
  private static final long SPLIT = 2L << 56;
  private static final long CLIENT = 3L << 56;
  private static final long SINK = 4L << 56;
  private static final long KIND = 0xFFL << 56;

  private Origin() {}

  /** A partition of the application. */
  public static long ofPartition(int partition) {
    return PARTITION | partition;
  }

  /** A split of a source. */
  public static long ofSplit(String source, String split) {
    return SPLIT | hash(source + "\u0000" + split);
  }

  /** A client's session. */
  public static long ofClient(String session) {
    return CLIENT | hash(session);
  }

  /** A sink, as a reader of journals. */
  public static long ofSink(String sink) {
    return SINK | hash(sink);
  }

  /** The partition that an origin lives with: on the worker that owns it. */
  public static int home(long origin, int partitions) {
    return isPartition(origin)
        ? partition(origin)
        : (int) Long.remainderUnsigned(origin * 0x9E3779B97F4A7C15L, partitions);
  }

  public static boolean isPartition(long origin) {
    return (origin & KIND) == PARTITION;
  }

  /** Whether it is a client's session. */
  public static boolean isClient(long origin) {
    return (origin & KIND) == CLIENT;
  }

  /** The number of the partition that {@code origin} is. */
  public static int partition(long origin) {
    return (int) origin;
  }

  /** The origin for people: {@code partition-3}, {@code split-1f...}, {@code client-1f...}. */
  public static String describe(long origin) {
    String number = Long.toHexString(origin & ~KIND);
    return switch ((int) (origin >>> 56)) {
      case 1 -> "partition-" + partition(origin);
      case 2 -> "split-" + number;
      case 3 -> "client-" + number;
      case 4 -> "sink-" + number;
      default -> "origin-" + Long.toHexString(origin);
    };
  }

  private static long hash(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    return Hash.of(bytes, 0, bytes.length) & ~KIND;
  }
}
