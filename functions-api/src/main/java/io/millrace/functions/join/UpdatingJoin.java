package io.millrace.functions.join;

import io.millrace.functions.Context;
import io.millrace.functions.FunctionSpec;
import io.millrace.functions.ListSpec;
import io.millrace.functions.ListState;
import io.millrace.functions.StateDeclaration;
import io.millrace.functions.StateSpec;
import io.millrace.functions.Timer;
import io.millrace.functions.TimerSpec;
import io.millrace.functions.stream.Output;
import io.millrace.functions.stream.Timed;
import io.millrace.functions.stream.TwoInputOperator;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * Joins two streams without bounds, whichever comes first: every pair of records with the same key
 * gives a result as soon as both are there. Made by {@link Joins#updating}.
 *
 * <p>A side keeps one record per key, where a later one takes the place of an earlier one, or all
 * of them. State grows with the number of keys, and with that of records where all are kept, unless
 * {@link #expireAfter} bounds it.
 *
 * <p>In a batch, a join that replaces records gives the pairs of those that are left when all input
 * has ended; nothing expires.
 */
public final class UpdatingJoin<L, R, O> implements TwoInputOperator<L, R, O> {

  /** How many records of a key a side keeps. */
  public enum Keeps {
    /** The one that came last. */
    ONE,
    /** All. */
    ALL
  }

  /** What a side keeps: one of two kinds of state. */
  private record Side<V>(StateSpec<Timed<V>> one, ListSpec<Timed<V>> all) {
    static <V> Side<V> of(String name, Type type, Keeps keeps, Duration expiry) {
      if (keeps == Keeps.ONE) {
        StateSpec<Timed<V>> one = StateSpec.of(name, Timed.<V>type(type));
        return new Side<>(expiry == null ? one : one.expireAfter(expiry), null);
      }
      ListSpec<Timed<V>> all = Timed.list(name, type);
      return new Side<>(null, expiry == null ? all : all.expireAfter(expiry));
    }

    StateDeclaration state() {
      return one == null ? all : one;
    }

    void forEach(Context context, Consumer<Timed<V>> each) {
      if (one != null) {
        context.get(one).ifPresent(each);
        return;
      }
      ListState<Timed<V>> list = context.list(all);
      for (int i = 0, size = list.size(); i < size; i++) {
        each.accept(list.get(i));
      }
    }

    void clear(Context context) {
      if (one == null) {
        context.list(all).clear();
      } else {
        context.remove(one);
      }
    }

    void keep(Timed<V> timed, Context context) {
      if (one == null) {
        context.list(all).add(timed);
      } else {
        context.put(one, timed);
      }
    }
  }

  private final Type leftType;
  private final Type rightType;
  private final BiFunction<? super L, ? super R, ? extends O> joiner;
  private final Keeps keepsLeft;
  private final Keeps keepsRight;
  private final Duration expiry;
  private final boolean atTheEnd;
  private final TimerSpec end = TimerSpec.eventTime("end");
  private final Side<L> left;
  private final Side<R> right;

  UpdatingJoin(
      Type leftType,
      Type rightType,
      BiFunction<? super L, ? super R, ? extends O> joiner,
      Keeps keepsLeft,
      Keeps keepsRight,
      Duration expiry,
      boolean atTheEnd) {
    this.leftType = leftType;
    this.rightType = rightType;
    this.joiner = Objects.requireNonNull(joiner, "joiner");
    this.keepsLeft = Objects.requireNonNull(keepsLeft, "keepsLeft");
    this.keepsRight = Objects.requireNonNull(keepsRight, "keepsRight");
    this.expiry = expiry;
    this.atTheEnd = atTheEnd;
    this.left = Side.of("left", leftType, keepsLeft, expiry);
    this.right = Side.of("right", rightType, keepsRight, expiry);
  }

  /** This join, with so many records of a key kept on each side; all on both if not said. */
  public UpdatingJoin<L, R, O> keeping(Keeps lefts, Keeps rights) {
    return new UpdatingJoin<>(leftType, rightType, joiner, lefts, rights, expiry, atTheEnd);
  }

  /**
   * This join, with the records of a key on one side forgotten so long (processing time) after the
   * last of them came.
   */
  public UpdatingJoin<L, R, O> expireAfter(Duration sinceLast) {
    return new UpdatingJoin<>(
        leftType,
        rightType,
        joiner,
        keepsLeft,
        keepsRight,
        Objects.requireNonNull(sinceLast),
        atTheEnd);
  }

  @Override
  public UpdatingJoin<L, R, O> finalOnly() {
    return keepsLeft == Keeps.ALL && keepsRight == Keeps.ALL
        ? this
        : new UpdatingJoin<>(leftType, rightType, joiner, keepsLeft, keepsRight, null, true);
  }

  @Override
  public Duration clockBehind() {
    return atTheEnd ? FunctionSpec.UNTIL_THE_END : Duration.ZERO;
  }

  @Override
  public List<StateDeclaration> states() {
    return List.of(left.state(), right.state());
  }

  @Override
  public List<TimerSpec> timers() {
    return atTheEnd ? List.of(end) : List.of();
  }

  @Override
  public void onLeft(L value, Context context, Output<O> output) {
    Timed<L> timed = new Timed<>(context.eventTimeMs(), value);
    left.keep(timed, context);
    if (atTheEnd) {
      context.setTimer(end, Long.MAX_VALUE);
    } else {
      right.forEach(context, partner -> emit(timed, partner, context, output));
    }
  }

  @Override
  public void onRight(R value, Context context, Output<O> output) {
    Timed<R> timed = new Timed<>(context.eventTimeMs(), value);
    right.keep(timed, context);
    if (!atTheEnd) {
      left.forEach(context, partner -> emit(partner, timed, context, output));
    }
  }

  private void emit(Timed<L> left, Timed<R> right, Context context, Output<O> output) {
    O result = joiner.apply(left.value(), right.value());
    if (result != null) {
      output.emit(result, ResultTime.of(context, left.timeMs(), right.timeMs()));
    }
  }

  @Override
  public void onTimer(Timer timer, Context context, Output<O> output) {
    left.forEach(
        context, one -> right.forEach(context, other -> emit(one, other, context, output)));
    left.clear(context);
    right.clear(context);
  }
}
