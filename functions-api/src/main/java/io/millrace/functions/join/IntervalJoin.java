package io.millrace.functions.join;

import io.millrace.functions.Context;
import io.millrace.functions.ListSpec;
import io.millrace.functions.StateDeclaration;
import io.millrace.functions.Timer;
import io.millrace.functions.TimerSpec;
import io.millrace.functions.TypeRef;
import io.millrace.functions.stream.Output;
import io.millrace.functions.stream.TimeOrdered;
import io.millrace.functions.stream.TwoInputOperator;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;

/**
 * Joins records whose event times are near each other: {@code left + lower <= right <= left +
 * upper}. Made by {@link Joins#interval}.
 *
 * <p>Pairs come as soon as both are there. Records are kept until the event clock says that no
 * partner can come any more; in an outer join a record that had none gives its result then, with
 * null for the partner and the latest event time at which a partner could have come, or its own if
 * that is later.
 *
 * <p>A late record is joined with the partners that are still kept and waits for those that may
 * still come. If it finds none it is dropped and counted, also in an outer join: the partner may
 * have been there and be forgotten.
 */
public final class IntervalJoin<L, R, O> implements TwoInputOperator<L, R, O> {

  private enum Fate {
    ALONE,
    MATCHED,
    LATE
  }

  private record Kept<V>(long timeMs, V value, Fate fate) implements TimeOrdered.Element {
    static <V> ListSpec<Kept<V>> list(String name, Type valueType) {
      return ListSpec.of(name, TypeRef.generic(Kept.class, valueType));
    }

    Kept<V> matched() {
      return new Kept<>(timeMs, value, Fate.MATCHED);
    }
  }

  /** One of the two streams, seen from itself: partners lie between two distances from it. */
  private record Side<V, P, O>(
      ListSpec<Kept<V>> kept,
      ListSpec<Kept<P>> partners,
      TimerSpec end,
      long lowerMs,
      long upperMs,
      boolean isOuter,
      boolean isPartnerOuter,
      BiFunction<? super V, ? super P, ? extends O> joiner) {

    /** When the event clock is here, no partner can come any more. */
    long endMs(long timeMs) {
      return timeMs + upperMs + 1;
    }
  }

  private final Type leftType;
  private final Type rightType;
  private final long lowerMs;
  private final long upperMs;
  private final BiFunction<? super L, ? super R, ? extends O> joiner;
  private final Side<L, R, O> left;
  private final Side<R, L, O> right;

  IntervalJoin(
      Type leftType,
      Type rightType,
      long lowerMs,
      long upperMs,
      BiFunction<? super L, ? super R, ? extends O> joiner,
      JoinType type) {
    if (lowerMs > upperMs) {
      throw new IllegalArgumentException(
          "interval is empty: lower="
              + Duration.ofMillis(lowerMs)
              + ", upper="
              + Duration.ofMillis(upperMs)
              + "; lower must not be above upper");
    }
    this.leftType = leftType;
    this.rightType = rightType;
    this.lowerMs = lowerMs;
    this.upperMs = upperMs;
    this.joiner = Objects.requireNonNull(joiner, "joiner");
    ListSpec<Kept<L>> lefts = Kept.list("left", leftType);
    ListSpec<Kept<R>> rights = Kept.list("right", rightType);
    this.left =
        new Side<>(
            lefts,
            rights,
            TimerSpec.eventTime("left-end"),
            lowerMs,
            upperMs,
            type.keepsLeft(),
            type.keepsRight(),
            joiner);
    this.right =
        new Side<>(
            rights,
            lefts,
            TimerSpec.eventTime("right-end"),
            -upperMs,
            -lowerMs,
            type.keepsRight(),
            type.keepsLeft(),
            (R value, L partner) -> joiner.apply(partner, value));
  }

  /** This join, as an inner or outer one; it is inner if not said. */
  public IntervalJoin<L, R, O> type(JoinType type) {
    return new IntervalJoin<>(leftType, rightType, lowerMs, upperMs, joiner, type);
  }

  @Override
  public List<StateDeclaration> states() {
    return List.of(left.kept, right.kept);
  }

  @Override
  public List<TimerSpec> timers() {
    return List.of(left.end, right.end);
  }

  @Override
  public void onLeft(L value, Context context, Output<O> output) {
    onRecord(left, value, context, output);
  }

  @Override
  public void onRight(R value, Context context, Output<O> output) {
    onRecord(right, value, context, output);
  }

  private static <V, P, O> void onRecord(
      Side<V, P, O> side, V value, Context context, Output<O> output) {
    long timeMs = context.eventTimeMs();
    boolean isLate = timeMs < context.watermarkMs();
    boolean isMatched = match(side, value, context, output);
    if (side.endMs(timeMs) > context.watermarkMs()) {
      Fate fate = isMatched ? Fate.MATCHED : isLate ? Fate.LATE : Fate.ALONE;
      int at = new TimeOrdered<>(context.list(side.kept)).insert(new Kept<>(timeMs, value, fate));
      if (at == 0) {
        context.setTimer(side.end, side.endMs(timeMs));
      }
    } else if (!isMatched && isLate) {
      context.countLateDropped();
    } else if (!isMatched && side.isOuter) {
      emit(output, side.joiner.apply(value, null), timeMs);
    }
  }

  private static <V, P, O> boolean match(
      Side<V, P, O> side, V value, Context context, Output<O> output) {
    TimeOrdered<Kept<P>> partners = new TimeOrdered<>(context.list(side.partners));
    if (partners.isEmpty()) {
      return false;
    }
    long timeMs = context.eventTimeMs();
    int from = partners.countBefore(timeMs + side.lowerMs);
    int at = from;
    for (; at < partners.size(); at++) {
      Kept<P> partner = partners.get(at);
      if (partner.timeMs > timeMs + side.upperMs) {
        break;
      }
      if (partner.fate == Fate.LATE || side.isPartnerOuter && partner.fate == Fate.ALONE) {
        partners.set(at, partner.matched());
      }
      emit(
          output,
          side.joiner.apply(value, partner.value),
          ResultTime.of(context, timeMs, partner.timeMs));
    }
    return at > from;
  }

  private static <O> void emit(Output<O> output, O result, long timeMs) {
    if (result != null) {
      output.emit(result, timeMs);
    }
  }

  @Override
  public void onTimer(Timer timer, Context context, Output<O> output) {
    if (timer.spec().equals(left.end)) {
      onEnd(left, context, output);
    } else {
      onEnd(right, context, output);
    }
  }

  /** Drops what the event clock has passed; the first that is left waits for the next timer. */
  private static <V, P, O> void onEnd(Side<V, P, O> side, Context context, Output<O> output) {
    TimeOrdered<Kept<V>> kept = new TimeOrdered<>(context.list(side.kept));
    int size = kept.size();
    int count = 0;
    for (; count < size; count++) {
      Kept<V> first = kept.get(count);
      long endMs = side.endMs(first.timeMs);
      if (endMs > context.watermarkMs()) {
        context.setTimer(side.end, endMs);
        break;
      }
      if (first.fate == Fate.LATE) {
        context.countLateDropped();
      } else if (first.fate == Fate.ALONE && side.isOuter) {
        emit(output, side.joiner.apply(first.value, null), Math.max(first.timeMs, endMs - 1));
      }
    }
    kept.removeFirst(count);
  }
}
