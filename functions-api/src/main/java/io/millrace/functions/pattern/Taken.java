package io.millrace.functions.pattern;

import java.util.List;

/**
 * A record in a match.
 *
 * @param step the step that took it
 * @param value the record
 * @param timeMs its time: event time, or when it came in processing time
 * @param <T> the type of records
 */
public record Taken<T>(String step, T value, long timeMs) {

  /** The records that a step took. */
  static <T> List<T> values(List<Taken<T>> records, String step) {
    return records.stream().filter(r -> r.step().equals(step)).map(Taken::value).toList();
  }
}
