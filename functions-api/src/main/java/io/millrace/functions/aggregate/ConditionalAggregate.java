package io.millrace.functions.aggregate;

import java.lang.reflect.Type;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/** An aggregate that passes over values that do not satisfy its condition. */
final class ConditionalAggregate<T, A, R> implements Aggregate<T, A, R> {
  private final Aggregate<? super T, A, R> aggregate;
  private final Predicate<? super T> condition;

  ConditionalAggregate(Aggregate<? super T, A, R> aggregate, Predicate<? super T> condition) {
    this.aggregate = aggregate;
    this.condition = Objects.requireNonNull(condition, "condition");
  }

  @Override
  public Type accumulatorType() {
    return aggregate.accumulatorType();
  }

  @Override
  public Optional<Type> resultType() {
    return aggregate.resultType();
  }

  @Override
  public A create() {
    return aggregate.create();
  }

  @Override
  public A add(A accumulator, T value, long eventTimeMs) {
    return condition.test(value) ? aggregate.add(accumulator, value, eventTimeMs) : accumulator;
  }

  @Override
  public A merge(A earlier, A later) {
    return aggregate.merge(earlier, later);
  }

  @Override
  public R result(A accumulator) {
    return aggregate.result(accumulator);
  }
}
