package io.millrace.functions;

import java.time.Duration;

/** Refuses spans of time that cannot be meant, where they are declared. */
final class Spans {
  private Spans() {}

  /**
   * The same span.
   *
   * @param what what it is of, for the message: {@code expiry of state=seen}
   * @throws IllegalArgumentException if it is below 0
   */
  static Duration notNegative(String what, Duration span) {
    if (span.isNegative()) {
      throw new IllegalArgumentException(
          "negative time: " + what + ", time=" + span + "; 0 or more");
    }
    return span;
  }
}
