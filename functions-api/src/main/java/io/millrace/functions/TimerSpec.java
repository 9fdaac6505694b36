package io.millrace.functions;

import java.util.Objects;

/**
 * Declares a kind of timer. Each key may have any number of timers of it, one per time.
 *
 * @param name unique within the function
 * @param time which clock it goes by
 */
public record TimerSpec(String name, TimeKind time) {

  /** The clock that a timer goes by. */
  public enum TimeKind {
    /** Due when the function's watermark reaches it. */
    EVENT,
    /** Due when the partition's clock reaches it; journaled as a tick. */
    PROCESSING
  }

  public TimerSpec {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(time, "time");
  }

  /** A timer that goes by the function's watermark. */
  public static TimerSpec eventTime(String name) {
    return new TimerSpec(name, TimeKind.EVENT);
  }

  /** A timer that goes by the clock. */
  public static TimerSpec processingTime(String name) {
    return new TimerSpec(name, TimeKind.PROCESSING);
  }
}
