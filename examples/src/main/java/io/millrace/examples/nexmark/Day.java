package io.millrace.examples.nexmark;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Days in UTC. */
final class Day {
  private static final long DAY_MS = Duration.ofDays(1).toMillis();
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("HH:mm").withZone(ZoneOffset.UTC);

  private Day() {}

  /** The number of the day of a moment. */
  static long number(long timeMs) {
    return Math.floorDiv(timeMs, DAY_MS);
  }

  /** The end of the day of a moment. */
  static long endMs(long timeMs) {
    return (number(timeMs) + 1) * DAY_MS;
  }

  /** The day of a moment. */
  static LocalDate of(long timeMs) {
    return LocalDate.ofEpochDay(number(timeMs));
  }

  /** The minute of a moment: {@code 23:59}. */
  static String minute(long timeMs) {
    return MINUTE.format(Instant.ofEpochMilli(timeMs));
  }
}
