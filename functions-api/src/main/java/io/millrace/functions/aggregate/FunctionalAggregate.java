package io.millrace.functions.aggregate;

import java.lang.reflect.Type;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.Function;

/** An aggregate put together from functions. */
final class FunctionalAggregate<T, A, R> implements Aggregate<T, A, R> {

  /** What {@link Aggregate#add} does. */
  @FunctionalInterface
  interface Adder<T, A> {
    A add(A accumulator, T value, long eventTimeMs);
  }

  private final Type accumulatorType;
  private final Type resultType;
  private final A empty;
  private final Adder<? super T, A> adder;
  private final BinaryOperator<A> merger;
  private final Function<? super A, ? extends R> finisher;

  /** {@code resultType} may be null: not known. */
  FunctionalAggregate(
      Type accumulatorType,
      Type resultType,
      A empty,
      Adder<? super T, A> adder,
      BinaryOperator<A> merger,
      Function<? super A, ? extends R> finisher) {
    this.accumulatorType = Objects.requireNonNull(accumulatorType, "accumulatorType");
    this.resultType = resultType;
    this.empty = Objects.requireNonNull(empty, "empty accumulator");
    this.adder = Objects.requireNonNull(adder, "adder");
    this.merger = Objects.requireNonNull(merger, "merger");
    this.finisher = Objects.requireNonNull(finisher, "finisher");
  }

  @Override
  public Type accumulatorType() {
    return accumulatorType;
  }

  @Override
  public Optional<Type> resultType() {
    return Optional.ofNullable(resultType);
  }

  @Override
  public A create() {
    return empty;
  }

  @Override
  public A add(A accumulator, T value, long eventTimeMs) {
    return adder.add(accumulator, value, eventTimeMs);
  }

  @Override
  public A merge(A earlier, A later) {
    return merger.apply(earlier, later);
  }

  @Override
  public R result(A accumulator) {
    return finisher.apply(accumulator);
  }
}
