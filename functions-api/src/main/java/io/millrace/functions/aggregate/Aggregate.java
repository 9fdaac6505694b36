package io.millrace.functions.aggregate;

import java.lang.reflect.Type;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What many values amount to, one value at a time. Pure: the same calls give the same results.
 *
 * <p>Accumulators are immutable, and of a type that can be kept in state: a record, a box, a list
 * or set of these. They may be merged in any grouping, so the result must not depend on it.
 *
 * @param <T> the type of values
 * @param <A> the type of accumulators
 * @param <R> the type of results
 */
public interface Aggregate<T, A, R> {

  /** The type of accumulators, by which they are encoded. */
  Type accumulatorType();

  /** The type of results, where it is known; else whoever uses it has to name it. */
  default Optional<Type> resultType() {
    return Optional.empty();
  }

  /** What no value amounts to. */
  A create();

  /** What {@code accumulator} and one more value amount to. */
  A add(A accumulator, T value, long eventTimeMs);

  /**
   * What two accumulators amount to together. {@code earlier} is of an earlier pane of a window if
   * they are of different panes, and arrived earlier if of the same one.
   */
  A merge(A earlier, A later);

  /** What comes out. Null only if nothing was added and the aggregate has no result for that. */
  R result(A accumulator);

  /** This, over those values only that satisfy {@code condition}. */
  default <S extends T> Aggregate<S, A, R> where(Predicate<? super S> condition) {
    return new ConditionalAggregate<>(this, condition);
  }
}
