package io.millrace.functions.join;

import java.time.Duration;

/** Windows in which records of both streams are joined. Immutable. */
public sealed interface JoinWindows {

  /** Windows of one size, one after the other, aligned to 1970. */
  static JoinWindows tumbling(Duration size) {
    return sliding(size, size);
  }

  /** Windows of one size, one starting every {@code slide}, aligned to 1970. */
  static JoinWindows sliding(Duration size, Duration slide) {
    return new Aligned(atLeastOneMs("size", size), atLeastOneMs("slide", slide));
  }

  /**
   * Windows that end when neither stream has had a record for {@code gap}: a session ends that much
   * after its last record.
   */
  static JoinWindows session(Duration gap) {
    return new Session(atLeastOneMs("gap", gap));
  }

  private static long atLeastOneMs(String what, Duration duration) {
    long ms = duration.toMillis();
    if (ms < 1) {
      throw new IllegalArgumentException(
          "window out of range: " + what + "=" + duration + "; at least 1 ms");
    }
    return ms;
  }

  /** Tumbling and sliding windows. */
  record Aligned(long sizeMs, long slideMs) implements JoinWindows {

    /** The first end of a window that is later than {@code timeMs}. */
    long endAfter(long timeMs) {
      return Math.floorDiv(timeMs - sizeMs, slideMs) * slideMs + slideMs + sizeMs;
    }

    /** The end of the last window that starts not later than {@code timeMs}. */
    long lastEnd(long timeMs) {
      return Math.floorDiv(timeMs, slideMs) * slideMs + sizeMs;
    }
  }

  /** Session windows. */
  record Session(long gapMs) implements JoinWindows {}
}
