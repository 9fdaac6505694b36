package io.millrace.functions.join;

import io.millrace.functions.Context;
import io.millrace.functions.ListSpec;
import io.millrace.functions.StateDeclaration;
import io.millrace.functions.Timer;
import io.millrace.functions.TimerSpec;
import io.millrace.functions.stream.Output;
import io.millrace.functions.stream.TimeOrdered;
import io.millrace.functions.stream.Timed;
import io.millrace.functions.stream.TwoInputOperator;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * Joins each record of the left stream with the version of a row that was valid at its event time:
 * the right stream tells the versions, each valid from its event time until the next. Of versions
 * with the same time the one that came last counts. Made by {@link Joins#temporal}.
 *
 * <p>A result comes when the event clock has passed the left record, so that all versions up to
 * then are known, in whatever order they came; it has the event time of the left record, and
 * results of a key are in the order of event time. Versions that no record can ask for any more are
 * dropped.
 *
 * <p>Late records of the left stream are dropped and counted. So are late versions if a later one
 * is already valid; else they count from now on.
 */
public final class TemporalJoin<L, R, O> implements TwoInputOperator<L, R, O> {
  private final ListSpec<Timed<L>> lefts;
  private final ListSpec<Timed<R>> versions;
  private final TimerSpec passed = TimerSpec.eventTime("passed");
  private final Predicate<? super R> deletes;
  private final BiFunction<? super L, ? super R, ? extends O> joiner;
  private final boolean isOuter;

  TemporalJoin(
      Type leftType, Type rightType, BiFunction<? super L, ? super R, ? extends O> joiner) {
    this(
        Timed.list("left", leftType),
        Timed.list("versions", rightType),
        version -> false,
        Objects.requireNonNull(joiner, "joiner"),
        false);
  }

  private TemporalJoin(
      ListSpec<Timed<L>> lefts,
      ListSpec<Timed<R>> versions,
      Predicate<? super R> deletes,
      BiFunction<? super L, ? super R, ? extends O> joiner,
      boolean isOuter) {
    this.lefts = lefts;
    this.versions = versions;
    this.deletes = deletes;
    this.joiner = joiner;
    this.isOuter = isOuter;
  }

  /** This join, with null in the row's place for records at whose time there was none. */
  public TemporalJoin<L, R, O> left() {
    return new TemporalJoin<>(lefts, versions, deletes, joiner, true);
  }

  /** This join, with a version that says that from its time on there is no row. */
  public TemporalJoin<L, R, O> deletedWhen(Predicate<? super R> deletes) {
    return new TemporalJoin<>(
        lefts, versions, Objects.requireNonNull(deletes, "deletes"), joiner, isOuter);
  }

  @Override
  public List<StateDeclaration> states() {
    return List.of(lefts, versions);
  }

  @Override
  public List<TimerSpec> timers() {
    return List.of(passed);
  }

  @Override
  public void onLeft(L value, Context context, Output<O> output) {
    long timeMs = context.eventTimeMs();
    if (timeMs < context.watermarkMs()) {
      context.countLateDropped();
      return;
    }
    int at = new TimeOrdered<>(context.list(lefts)).insert(new Timed<>(timeMs, value));
    if (at == 0) {
      context.setTimer(passed, timeMs + 1);
    }
  }

  @Override
  public void onRight(R value, Context context, Output<O> output) {
    long timeMs = context.eventTimeMs();
    TimeOrdered<Timed<R>> known = new TimeOrdered<>(context.list(versions));
    if (timeMs < context.watermarkMs()) {
      int valid = known.countBefore(context.watermarkMs()) - 1;
      if (valid >= 0 && known.timeMs(valid) > timeMs) {
        context.countLateDropped();
        return;
      }
    }
    known.insert(new Timed<>(timeMs, value));
    dropOld(known, context);
  }

  /** All but the last of the versions before the event clock are of no use any more. */
  private static void dropOld(TimeOrdered<?> known, Context context) {
    if (known.size() > 1 && known.timeMs(1) < context.watermarkMs()) {
      known.removeFirst(known.countBefore(context.watermarkMs()) - 1);
    }
  }

  @Override
  public void onTimer(Timer timer, Context context, Output<O> output) {
    TimeOrdered<Timed<L>> waiting = new TimeOrdered<>(context.list(lefts));
    TimeOrdered<Timed<R>> known = new TimeOrdered<>(context.list(versions));
    int count = waiting.countBefore(context.watermarkMs());
    for (int i = 0; i < count; i++) {
      Timed<L> left = waiting.get(i);
      int valid = known.countBefore(left.timeMs() + 1) - 1;
      R row = valid < 0 ? null : known.get(valid).value();
      emit(left, row == null || deletes.test(row) ? null : row, output);
    }
    waiting.removeFirst(count);
    if (!waiting.isEmpty()) {
      context.setTimer(passed, waiting.timeMs(0) + 1);
    }
    dropOld(known, context);
  }

  private void emit(Timed<L> left, R row, Output<O> output) {
    if (row != null || isOuter) {
      O result = joiner.apply(left.value(), row);
      if (result != null) {
        output.emit(result, left.timeMs());
      }
    }
  }
}
