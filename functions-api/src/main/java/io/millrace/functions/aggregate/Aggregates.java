package io.millrace.functions.aggregate;

import io.millrace.functions.TypeRef;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * The usual aggregates. Results are null where nothing was added and there is no value for that:
 * minima, maxima, averages, first, last, reductions.
 */
public final class Aggregates {

  /** Makes one result of three. */
  @FunctionalInterface
  public interface Combination3<A, B, C, R> {
    /** The result of all three. */
    R combine(A first, B second, C third);
  }

  private Aggregates() {}

  /** How many values there are. */
  public static Aggregate<Object, Long, Long> count() {
    return new FunctionalAggregate<>(
        Long.class, Long.class, 0L, (count, value, ms) -> count + 1, Long::sum, count -> count);
  }

  /**
   * The sum of whole numbers.
   *
   * <p>A sum beyond the range of long throws {@link ArithmeticException}.
   */
  public static <T> Aggregate<T, Long, Long> sumLong(ToLongFunction<? super T> of) {
    Objects.requireNonNull(of, "of");
    return new FunctionalAggregate<>(
        Long.class,
        Long.class,
        0L,
        (sum, value, ms) -> Math.addExact(sum, of.applyAsLong(value)),
        Math::addExact,
        sum -> sum);
  }

  /** The sum of floating-point numbers; its last digits depend on the order of adding. */
  public static <T> Aggregate<T, Double, Double> sumDouble(ToDoubleFunction<? super T> of) {
    Objects.requireNonNull(of, "of");
    return new FunctionalAggregate<>(
        Double.class,
        Double.class,
        0.0,
        (sum, value, ms) -> sum + of.applyAsDouble(value),
        Double::sum,
        sum -> sum);
  }

  /** The exact sum of decimals. */
  public static <T> Aggregate<T, BigDecimal, BigDecimal> sumDecimal(
      Function<? super T, BigDecimal> of) {
    Objects.requireNonNull(of, "of");
    return new FunctionalAggregate<>(
        BigDecimal.class,
        BigDecimal.class,
        BigDecimal.ZERO,
        (sum, value, ms) -> sum.add(of.apply(value)),
        BigDecimal::add,
        sum -> sum);
  }

  /** The mean of numbers. */
  public static <T> Aggregate<T, Mean, Double> average(ToDoubleFunction<? super T> of) {
    Objects.requireNonNull(of, "of");
    return new FunctionalAggregate<>(
        Mean.class,
        Double.class,
        Mean.NONE,
        (mean, value, ms) -> new Mean(mean.count() + 1, mean.sum() + of.applyAsDouble(value)),
        Mean::plus,
        Mean::value);
  }

  /** The least of what {@code of} gives, by natural order. */
  public static <T, V extends Comparable<? super V>> Aggregate<T, Chosen<V>, V> min(
      Function<? super T, V> of, Class<V> type) {
    return over(of, Chosen.least(Comparator.<V>naturalOrder(), type));
  }

  /** The greatest of what {@code of} gives, by natural order. */
  public static <T, V extends Comparable<? super V>> Aggregate<T, Chosen<V>, V> max(
      Function<? super T, V> of, Class<V> type) {
    return over(of, Chosen.least(Comparator.<V>reverseOrder(), type));
  }

  /**
   * The value for which {@code by} is least; of several, the earliest by event time, and of those
   * at the same time the first that arrived.
   */
  public static <T, V extends Comparable<? super V>> Aggregate<T, Chosen<T>, T> minBy(
      Function<? super T, V> by, Class<T> type) {
    return Chosen.least(Comparator.comparing(by), type);
  }

  /** The value for which {@code by} is greatest; of several, the same as {@link #minBy}. */
  public static <T, V extends Comparable<? super V>> Aggregate<T, Chosen<T>, T> maxBy(
      Function<? super T, V> by, Class<T> type) {
    return Chosen.least(Comparator.<T, V>comparing(by).reversed(), type);
  }

  /** The earliest value by event time; of several, the first that arrived. */
  public static <T> Aggregate<T, Chosen<T>, T> first(Class<T> type) {
    return Chosen.first(type);
  }

  /** The latest value by event time; of several, the last that arrived. */
  public static <T> Aggregate<T, Chosen<T>, T> last(Class<T> type) {
    return Chosen.last(type);
  }

  /** Like {@link #last(Class)}, for values of a generic type. */
  public static <T> Aggregate<T, Chosen<T>, T> last(TypeRef<T> type) {
    return Chosen.last(type.type());
  }

  /**
   * How many different things {@code of} gives; exact. Adding one costs as much as there are: for a
   * few hundred.
   */
  public static <T, V> Aggregate<T, Set<V>, Long> distinctCount(
      Function<? super T, V> of, Class<V> type) {
    Objects.requireNonNull(of, "of");
    return new FunctionalAggregate<>(
        TypeRef.generic(Set.class, type).type(),
        Long.class,
        Set.of(),
        (set, value, ms) -> union(set, Set.of(of.apply(value))),
        Aggregates::union,
        set -> (long) set.size());
  }

  private static <V> Set<V> union(Set<V> set, Set<V> more) {
    if (set.containsAll(more)) {
      return set;
    }
    Set<V> all = new LinkedHashSet<>(set);
    all.addAll(more);
    return Collections.unmodifiableSet(all);
  }

  /**
   * All values, in order of arrival within a pane of the window, earlier panes first. Adding one
   * costs as much as there are: for many, use a process over the window's records.
   */
  public static <T> Aggregate<T, List<T>, List<T>> toList(Class<T> type) {
    Type list = TypeRef.generic(List.class, type).type();
    return new FunctionalAggregate<>(
        list,
        list,
        List.of(),
        (values, value, ms) -> concat(values, List.of(value)),
        Aggregates::concat,
        values -> values);
  }

  private static <T> List<T> concat(List<T> values, List<T> more) {
    List<T> all = new ArrayList<>(values.size() + more.size());
    all.addAll(values);
    all.addAll(more);
    return Collections.unmodifiableList(all);
  }

  /**
   * The first {@code count} by an order that says that the better one is less, best first. Among
   * equals who came first is ahead, and those of earlier panes of the window; for another order say
   * so in {@code bestFirst}: {@code .thenComparing(Bid::id)}. Adding one costs as much as there
   * are: for a small {@code count}.
   */
  public static <T> Aggregate<T, List<T>, List<T>> topN(
      int count, Comparator<? super T> bestFirst, Class<T> type) {
    return topN(count, bestFirst, TypeRef.of(type));
  }

  /** As {@link #topN(int, Comparator, Class)}, for values of a generic type. */
  public static <T> Aggregate<T, List<T>, List<T>> topN(
      int count, Comparator<? super T> bestFirst, TypeRef<T> type) {
    return new Top<>(count, bestFirst, type.type(), false);
  }

  /**
   * As {@link #topN(int, Comparator, Class)}, and with them all that are equal to the last of them:
   * nobody is left out only because another came first. So there may be more than {@code count},
   * all of which are kept in one value.
   */
  public static <T> Aggregate<T, List<T>, List<T>> topNWithTies(
      int count, Comparator<? super T> bestFirst, Class<T> type) {
    return topNWithTies(count, bestFirst, TypeRef.of(type));
  }

  /** As {@link #topNWithTies(int, Comparator, Class)}, for values of a generic type. */
  public static <T> Aggregate<T, List<T>, List<T>> topNWithTies(
      int count, Comparator<? super T> bestFirst, TypeRef<T> type) {
    return new Top<>(count, bestFirst, type.type(), true);
  }

  /** All values put together by {@code reducer}, which must be associative. */
  public static <T> Aggregate<T, Optional<T>, T> reduce(BinaryOperator<T> reducer, Class<T> type) {
    Objects.requireNonNull(reducer, "reducer");
    BinaryOperator<Optional<T>> merge =
        (earlier, later) ->
            earlier.isEmpty() || later.isEmpty()
                ? earlier.or(() -> later)
                : Optional.of(reducer.apply(earlier.get(), later.get()));
    return new FunctionalAggregate<>(
        TypeRef.generic(Optional.class, type).type(),
        type,
        Optional.empty(),
        (reduced, value, ms) -> merge.apply(reduced, Optional.of(value)),
        merge,
        reduced -> reduced.orElse(null));
  }

  /** Two aggregates at once, with one result of both. */
  public static <T, A, B, Q, S, R> Aggregate<T, Both<A, B>, R> allOf(
      Aggregate<? super T, A, Q> first,
      Aggregate<? super T, B, S> second,
      BiFunction<? super Q, ? super S, ? extends R> combine) {
    return Both.of(first, second, combine);
  }

  /** Three aggregates at once, with one result of all. For more, nest. */
  public static <T, A, B, C, Q, S, U, R> Aggregate<T, Both<Both<A, B>, C>, R> allOf(
      Aggregate<? super T, A, Q> first,
      Aggregate<? super T, B, S> second,
      Aggregate<? super T, C, U> third,
      Combination3<? super Q, ? super S, ? super U, ? extends R> combine) {
    record Two<Q, S>(Q first, S second) {}
    Aggregate<T, Both<A, B>, Two<Q, S>> two = Both.of(first, second, Two<Q, S>::new);
    return Both.of(two, third, (both, last) -> combine.combine(both.first(), both.second(), last));
  }

  /** One of your own. For results whose type should be known, implement {@link Aggregate}. */
  public static <T, A, R> Aggregate<T, A, R> of(
      Class<A> accumulatorType,
      A empty,
      BiFunction<A, ? super T, A> add,
      BinaryOperator<A> merge,
      Function<? super A, ? extends R> result) {
    return of(TypeRef.of(accumulatorType), empty, add, merge, result);
  }

  /** One of your own, with accumulators of a generic type. */
  public static <T, A, R> Aggregate<T, A, R> of(
      TypeRef<A> accumulatorType,
      A empty,
      BiFunction<A, ? super T, A> add,
      BinaryOperator<A> merge,
      Function<? super A, ? extends R> result) {
    Objects.requireNonNull(add, "add");
    return new FunctionalAggregate<>(
        accumulatorType.type(),
        null,
        empty,
        (accumulator, value, ms) -> add.apply(accumulator, value),
        merge,
        result);
  }

  /** {@code aggregate} over what {@code of} gives instead of the values themselves. */
  public static <T, V, A, R> Aggregate<T, A, R> over(
      Function<? super T, ? extends V> of, Aggregate<? super V, A, R> aggregate) {
    Objects.requireNonNull(of, "of");
    return new FunctionalAggregate<>(
        aggregate.accumulatorType(),
        aggregate.resultType().orElse(null),
        aggregate.create(),
        (accumulator, value, ms) -> aggregate.add(accumulator, of.apply(value), ms),
        aggregate::merge,
        aggregate::result);
  }
}
