package io.millrace.functions;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Makes milliseconds of spans of time, and refuses those that cannot be meant, where they are
 * declared.
 */
public final class Spans {
  /** Spans are shorter than this, so that sums of them and of times do not overflow. */
  public static final long MAX_MS = 1L << 60;

  private static final Duration MAX = Duration.ofMillis(MAX_MS);

  private Spans() {}

  /**
   * A span of 0 or more, ms.
   *
   * @param what what it is, for the message: {@code within}, or {@code state=seen, expiry}
   * @throws IllegalArgumentException if it is negative or too long
   */
  public static long millis(String what, Duration span) {
    return notNegative(what, span).toMillis();
  }

  /** A span of 1 ms or more, ms; else like {@link #millis}. */
  public static long positiveMillis(String what, Duration span) {
    long ms = millis(what, span);
    if (ms == 0) {
      throw new IllegalArgumentException("no time: " + what + "=" + span + "; 1 ms or more");
    }
    return ms;
  }

  /** A span of any length, ns; the most that a long has where it is longer. */
  public static long nanos(Duration span) {
    return TimeUnit.NANOSECONDS.convert(span);
  }

  /** A span that may be negative, ms; else like {@link #millis}. */
  public static long signedMillis(String what, Duration span) {
    if (isTooLong(span) || span.compareTo(MAX.negated()) <= 0) {
      throw new IllegalArgumentException(tooLong(what, span));
    }
    return span.toMillis();
  }

  /** The same span; else like {@link #millis}. */
  public static Duration notNegative(String what, Duration span) {
    Optional<String> fault = fault(what, span);
    if (fault.isPresent()) {
      throw new IllegalArgumentException(fault.get());
    }
    return span;
  }

  /** What is wrong with a span that {@link #millis} would refuse. */
  public static Optional<String> fault(String what, Duration span) {
    if (span.isNegative()) {
      return Optional.of("negative time: " + what + "=" + span + "; 0 or more");
    }
    return isTooLong(span) ? Optional.of(tooLong(what, span)) : Optional.empty();
  }

  private static boolean isTooLong(Duration span) {
    return span.compareTo(MAX) >= 0;
  }

  private static String tooLong(String what, Duration span) {
    return "time too long: " + what + "=" + span + "; below 2^60 ms, which is 36 million years";
  }
}
