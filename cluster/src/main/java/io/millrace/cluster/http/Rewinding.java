package io.millrace.cluster.http;

import io.javalin.http.Context;
import io.millrace.runtime.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes what people want of the past of applications: rewinds and savepoints. */
final class Rewinding {
  private static final Pattern SPAN = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
  private static final Duration USUAL = Duration.ofMinutes(1);
  private static final Duration MOST = Duration.ofDays(30);

  private final RewindControl control;
  private final Clock clock;

  Rewinding(RewindControl control, Clock clock) {
    this.control = control;
    this.clock = clock;
  }

  /** POST /apps/{name}/rewind?to= */
  void rewind(Context context) {
    String name = context.pathParam("name");
    String to = context.queryParam("to");
    if (to == null || to.isEmpty()) {
      throw RefusedException.malformed(
          "where to is missing; write ?to= and an epoch, a time or a savepoint");
    }
    JsonAnswers.answer(context, rewind(name, to));
  }

  private RewindView rewind(String name, String to) {
    if (to.matches("\\d{1,18}")) {
      return control.toEpoch(name, Long.parseLong(to));
    }
    Matcher span = SPAN.matcher(to);
    if (span.matches()) {
      return toTime(name, clock.nowMs() - duration(span).toMillis(), to + " ago");
    }
    if (Character.isDigit(to.charAt(0))) {
      return toTime(name, instant(to), to);
    }
    return control.toSavepoint(name, to);
  }

  private RewindView toTime(String name, long atMs, String words) {
    if (atMs > clock.nowMs()) {
      throw RefusedException.malformed("time lies ahead: to=" + words);
    }
    return control.toTime(name, atMs, words);
  }

  private static long instant(String text) {
    try {
      return Instant.parse(text).toEpochMilli();
    } catch (DateTimeParseException e) {
      throw RefusedException.malformed(
          "where to is not understood: to="
              + text
              + "; an epoch (1234), how long ago (10s, 5m, 2h), an instant (2026-11-29T21:42:00Z)"
              + " or the name of a savepoint");
    }
  }

  private static Duration duration(Matcher span) {
    long number = Long.parseLong(span.group(1));
    return switch (span.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }

  /** How long an application is to be rewindable; {@code ?rewindable=}. */
  static Duration rewindable(Context context) {
    String text = context.queryParam("rewindable");
    if (text == null) {
      return USUAL;
    }
    Matcher span = SPAN.matcher(text);
    Duration asked =
        text.equals("0") ? Duration.ZERO : span.matches() ? duration(span) : MOST.plusMillis(1);
    if (asked.compareTo(MOST) > 0) {
      throw RefusedException.malformed(
          "time to be rewound not understood: rewindable="
              + text
              + "; 0 for never, or a time up to 30d: 90s, 5m, 1h");
    }
    return asked;
  }

  /** GET /apps/{name}/savepoints */
  void savepoints(Context context) {
    JsonAnswers.answer(context, control.list(context.pathParam("name")));
  }

  /** POST /apps/{name}/savepoints/{savepoint} */
  void create(Context context) {
    JsonAnswers.answer(
        context, control.create(context.pathParam("name"), context.pathParam("savepoint")));
  }

  /** DELETE /apps/{name}/savepoints/{savepoint} */
  void delete(Context context) {
    String savepoint = context.pathParam("savepoint");
    control.delete(context.pathParam("name"), savepoint);
    JsonAnswers.answer(
        context, Map.of("application", context.pathParam("name"), "deleted", savepoint));
  }
}
