package io.millrace.functions.join;

import io.millrace.functions.Spans;
import io.millrace.functions.Topic;
import io.millrace.functions.TypeRef;
import io.millrace.functions.stream.TwoInputOperator;
import io.millrace.functions.window.WindowSpans;
import io.millrace.functions.window.Windows;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Makes the joins of two streams, which it knows by their types. Bind a join with {@code
 * app.operator(name, left, right, () -> join, results)}; both topics must have the same key.
 *
 * <pre>{@code
 * static final IntervalJoin<Order, Payment, Paid> PAID =
 *     Joins.of(ORDERS, PAYMENTS).interval(Duration.ZERO, Duration.ofHours(1), Paid::new);
 * }</pre>
 *
 * <p>Wherever a joiner gives null, there is no result. In outer joins it is called with null in the
 * place of a partner that does not exist. It must be a pure function.
 *
 * @param left the type of values on the left
 * @param right the type of values on the right
 */
public record Joins<L, R>(Type left, Type right) {

  public Joins {
    Objects.requireNonNull(left, "left");
    Objects.requireNonNull(right, "right");
  }

  /** Joins of streams with these types. */
  public static <L, R> Joins<L, R> of(Class<L> left, Class<R> right) {
    return new Joins<>(left, right);
  }

  /** Joins of streams with these types, which may be generic. */
  public static <L, R> Joins<L, R> of(TypeRef<L> left, TypeRef<R> right) {
    return new Joins<>(left.type(), right.type());
  }

  /** Joins of these topics. */
  public static <L, R> Joins<L, R> of(Topic<L> left, Topic<R> right) {
    return new Joins<>(left.type(), right.type());
  }

  /**
   * Joins records whose event times are near each other: {@code left + lower <= right <= left +
   * upper}.
   */
  public <O> IntervalJoin<L, R, O> interval(
      Duration lower, Duration upper, BiFunction<? super L, ? super R, ? extends O> joiner) {
    return new IntervalJoin<>(
        left,
        right,
        Spans.signedMillis("lower", lower),
        Spans.signedMillis("upper", upper),
        joiner,
        JoinType.INNER);
  }

  /**
   * Joins each pair of records in the same window; see {@link #window(Windows, JoinType,
   * BiFunction)}.
   */
  public <O> TwoInputOperator<L, R, O> window(
      Windows<Object> windows, BiFunction<? super L, ? super R, ? extends O> joiner) {
    return window(windows, JoinType.INNER, joiner);
  }

  /**
   * Joins each pair of records in the same window, as an inner or outer join. Results come when the
   * event clock reaches the end of the window, with the last event time within the window. A record
   * whose windows have all ended is dropped and counted.
   *
   * @param windows tumbling, sliding, calendar or session windows, without triggers, lateness or
   *     anything else that is not about when they are
   */
  public <O> TwoInputOperator<L, R, O> window(
      Windows<Object> windows,
      JoinType type,
      BiFunction<? super L, ? super R, ? extends O> joiner) {
    return windowed(windows, new WindowResults.Pairs<>(joiner, type));
  }

  /**
   * Like {@link #window}, but hands over all records of both streams in a window at once, also if
   * one stream has none; null results are not emitted.
   */
  public <O> TwoInputOperator<L, R, O> coGroup(
      Windows<Object> windows, Function<? super WindowGroup<L, R>, ? extends O> function) {
    return windowed(windows, new WindowResults.Grouped<>(function));
  }

  private <O> TwoInputOperator<L, R, O> windowed(
      Windows<Object> windows, WindowResults<L, R, O> results) {
    WindowSpans spans = windows.spans("window join");
    return spans instanceof WindowSpans.Sessions sessions
        ? new SessionJoin<>(left, right, sessions.gapMs(), results)
        : new WindowJoin<>(left, right, (WindowSpans.Aligned) spans, results);
  }

  /** Joins each record on the left with the latest row on the right, at once. */
  public <O> TableJoin<L, R, O> table(BiFunction<? super L, ? super R, ? extends O> joiner) {
    return new TableJoin<>(right, joiner);
  }

  /** Joins every record on the left with every one on the right, whichever comes first. */
  public <O> UpdatingJoin<L, R, O> updating(BiFunction<? super L, ? super R, ? extends O> joiner) {
    return new UpdatingJoin<>(
        left, right, joiner, UpdatingJoin.Keeps.ALL, UpdatingJoin.Keeps.ALL, null, false);
  }

  /** Joins each record on the left with the version on the right that was valid at its time. */
  public <O> TemporalJoin<L, R, O> temporal(BiFunction<? super L, ? super R, ? extends O> joiner) {
    return new TemporalJoin<>(left, right, joiner);
  }

  /**
   * Joins records on the left with rows that every partition knows; the right must be a broadcast
   * topic.
   *
   * @param idType what identifies a row: what may be the key of a topic
   */
  public <K> BroadcastJoin.Rows<L, R, K> broadcast(
      Class<K> idType, Function<? super R, ? extends K> id) {
    return new BroadcastJoin.Rows<>(right, idType, id);
  }
}
