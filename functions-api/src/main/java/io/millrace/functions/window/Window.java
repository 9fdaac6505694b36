package io.millrace.functions.window;

import java.time.Instant;

/**
 * A span of time.
 *
 * @param startMs its first millisecond since 1970; {@link Long#MIN_VALUE} if it has no beginning
 * @param endMs the first millisecond behind it; {@link Long#MAX_VALUE} if it has no end
 */
public record Window(long startMs, long endMs) {

  /** All time there is. */
  static final Window GLOBAL = new Window(Long.MIN_VALUE, Long.MAX_VALUE);

  /** {@link #startMs} as an instant. */
  public Instant start() {
    return Instant.ofEpochMilli(startMs);
  }

  /** {@link #endMs} as an instant. */
  public Instant end() {
    return Instant.ofEpochMilli(endMs);
  }
}
