package io.millrace.functions.pattern;

import java.util.List;

/**
 * A partial match that was given up.
 *
 * @param rule name of the rule; empty if the pattern has none
 * @param version of the rule; 0 if it has none
 * @param records taken so far, in order
 * @param startMs time of the first record
 * @param endMs when it was given up
 * @param <T> the type of records
 */
public record Unfinished<T>(
    Reason reason, String rule, int version, List<Taken<T>> records, long startMs, long endMs)
    implements Matched<T> {

  /** Why a partial match ends. */
  public enum Reason {
    /** Its time was over. */
    TIMED_OUT,
    /** The key had too many, and this was the oldest. */
    DROPPED
  }

  public Unfinished {
    records = List.copyOf(records);
  }

  @Override
  public List<T> all(String step) {
    return Taken.values(records, step);
  }
}
