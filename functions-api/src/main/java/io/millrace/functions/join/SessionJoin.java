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
import java.util.ArrayList;
import java.util.List;

/**
 * Joins the records of both streams that are in the same session: records of either stream with
 * less than the gap between one and the next. Made by {@link Joins#window} and {@link
 * Joins#coGroup}.
 *
 * <p>Results come when the event clock reaches the end of the session, with the last event time
 * within it. A late record that belongs to a session which has not ended is taken; any other whose
 * own session would have ended is dropped and counted.
 */
final class SessionJoin<L, R, O> implements TwoInputOperator<L, R, O> {
  private final ListSpec<Timed<L>> lefts;
  private final ListSpec<Timed<R>> rights;
  private final TimerSpec end = TimerSpec.eventTime("session-end");
  private final long gapMs;
  private final WindowResults<L, R, O> results;

  SessionJoin(Type leftType, Type rightType, long gapMs, WindowResults<L, R, O> results) {
    this.lefts = Timed.list("left", leftType);
    this.rights = Timed.list("right", rightType);
    this.gapMs = gapMs;
    this.results = results;
  }

  @Override
  public List<StateDeclaration> states() {
    return List.of(lefts, rights);
  }

  @Override
  public List<TimerSpec> timers() {
    return List.of(end);
  }

  @Override
  public void onLeft(L value, Context context, Output<O> output) {
    keep(lefts, value, context);
  }

  @Override
  public void onRight(R value, Context context, Output<O> output) {
    keep(rights, value, context);
  }

  private <V> void keep(ListSpec<Timed<V>> list, V value, Context context) {
    long timeMs = context.eventTimeMs();
    boolean endsLater = timeMs + gapMs > context.watermarkMs();
    if (!endsLater && !isNear(lefts, timeMs, context) && !isNear(rights, timeMs, context)) {
      context.countLateDropped();
      return;
    }
    new TimeOrdered<>(context.list(list)).insert(new Timed<>(timeMs, value));
    if (endsLater) {
      context.setTimer(end, timeMs + gapMs);
    }
  }

  /** Whether a kept record is less than the gap away: all kept ones are of sessions not ended. */
  private <V> boolean isNear(ListSpec<Timed<V>> spec, long timeMs, Context context) {
    TimeOrdered<Timed<V>> list = new TimeOrdered<>(context.list(spec));
    int next = list.countBefore(timeMs - gapMs + 1);
    return next < list.size() && list.timeMs(next) < timeMs + gapMs;
  }

  @Override
  public void onTimer(Timer timer, Context context, Output<O> output) {
    long lastMs = timer.atMs() - gapMs;
    TimeOrdered<Timed<L>> left = new TimeOrdered<>(context.list(lefts));
    TimeOrdered<Timed<R>> right = new TimeOrdered<>(context.list(rights));
    int leftCount = left.countBefore(lastMs + 1);
    int rightCount = right.countBefore(lastMs + 1);
    if (leftCount + rightCount == 0
        || firstMs(left, leftCount) < timer.atMs()
        || firstMs(right, rightCount) < timer.atMs()) {
      return;
    }
    // what ended before was removed then, so all up to the last is one session
    long startMs = Math.min(firstMs(left, 0), firstMs(right, 0));
    results.emit(
        new WindowGroup<>(startMs, timer.atMs(), first(left, leftCount), first(right, rightCount)),
        output);
    left.removeFirst(leftCount);
    right.removeFirst(rightCount);
  }

  private static long firstMs(TimeOrdered<?> list, int from) {
    return from == list.size() ? Long.MAX_VALUE : list.timeMs(from);
  }

  private static <V> List<V> first(TimeOrdered<Timed<V>> list, int count) {
    List<V> values = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      values.add(list.get(i).value());
    }
    return values;
  }
}
