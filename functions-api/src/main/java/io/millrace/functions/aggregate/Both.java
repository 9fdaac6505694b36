package io.millrace.functions.aggregate;

import io.millrace.functions.TypeRef;
import java.lang.reflect.Type;
import java.util.Objects;
import java.util.function.BiFunction;

/**
 * The accumulator of two aggregates at once.
 *
 * @param first of the first
 * @param second of the second
 */
public record Both<A, B>(A first, B second) {

  static <T, A, B, Q, S, R> Aggregate<T, Both<A, B>, R> of(
      Aggregate<? super T, A, Q> first,
      Aggregate<? super T, B, S> second,
      BiFunction<? super Q, ? super S, ? extends R> combine) {
    Objects.requireNonNull(combine, "combine");
    Type type =
        TypeRef.generic(Both.class, first.accumulatorType(), second.accumulatorType()).type();
    return new FunctionalAggregate<>(
        type,
        null,
        new Both<>(first.create(), second.create()),
        (both, value, ms) ->
            new Both<>(first.add(both.first, value, ms), second.add(both.second, value, ms)),
        (earlier, later) ->
            new Both<>(
                first.merge(earlier.first, later.first),
                second.merge(earlier.second, later.second)),
        both -> combine.apply(first.result(both.first), second.result(both.second)));
  }
}
