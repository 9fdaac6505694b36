package io.millrace.functions.pattern;

import java.util.List;

/**
 * Records that match a pattern.
 *
 * @param rule name of the rule; empty if the pattern has none
 * @param version of the rule; 0 if it has none
 * @param records in order
 * @param startMs time of the first record
 * @param endMs when it was complete: time of the last record or, if it ends with something that had
 *     not to come, when that was sure
 * @param <T> the type of records
 */
public record Match<T>(String rule, int version, List<Taken<T>> records, long startMs, long endMs)
    implements Matched<T> {

  public Match {
    records = List.copyOf(records);
  }

  @Override
  public List<T> all(String step) {
    return Taken.values(records, step);
  }
}
