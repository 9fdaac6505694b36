package io.millrace.functions.pattern;

import java.util.Objects;
import java.util.function.Predicate;

/**
 * Says whether a record fits a step, by the record and by what was matched before. It must depend
 * on nothing else.
 *
 * @param <T> the type of records
 */
@FunctionalInterface
public interface Condition<T> {

  /** Whether {@code value} fits, as the next record of {@code match}. */
  boolean test(T value, Progress<T> match);

  /** A condition on the record alone. */
  static <T> Condition<T> of(Predicate<? super T> predicate) {
    Objects.requireNonNull(predicate, "condition");
    return (value, match) -> predicate.test(value);
  }

  /** Both this and the other. */
  default Condition<T> and(Condition<T> other) {
    return (value, match) -> test(value, match) && other.test(value, match);
  }

  /** This, the other or both. */
  default Condition<T> or(Condition<T> other) {
    return (value, match) -> test(value, match) || other.test(value, match);
  }
}
