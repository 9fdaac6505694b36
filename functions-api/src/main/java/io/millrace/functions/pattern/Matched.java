package io.millrace.functions.pattern;

import java.util.List;

/**
 * Records that steps of a pattern have taken, by the names of the steps.
 *
 * @param <T> the type of records
 */
public interface Matched<T> {

  /** The records that a step took, in order; empty if none. */
  List<T> all(String step);

  /** Whether a step took any record. */
  default boolean has(String step) {
    return !all(step).isEmpty();
  }

  /**
   * The first record that a step took.
   *
   * @throws IllegalStateException if it took none; ask {@link #has} first where it may not
   */
  default T first(String step) {
    return taken(step).get(0);
  }

  /**
   * The last record that a step took.
   *
   * @throws IllegalStateException if it took none; ask {@link #has} first where it may not
   */
  default T last(String step) {
    List<T> taken = taken(step);
    return taken.get(taken.size() - 1);
  }

  private List<T> taken(String step) {
    List<T> taken = all(step);
    if (taken.isEmpty()) {
      throw new IllegalStateException(
          "step took no record: step=" + step + "; ask has(step) first, or all(step)");
    }
    return taken;
  }
}
