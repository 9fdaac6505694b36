package io.millrace.functions.join;

import io.millrace.functions.Context;
import io.millrace.functions.ListSpec;
import io.millrace.functions.StateDeclaration;
import io.millrace.functions.StateSpec;
import io.millrace.functions.Timer;
import io.millrace.functions.TimerSpec;
import io.millrace.functions.stream.Output;
import io.millrace.functions.stream.TimeOrdered;
import io.millrace.functions.stream.Timed;
import io.millrace.functions.stream.TwoInputOperator;
import io.millrace.functions.window.WindowSpans;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;

/**
 * Joins the records of both streams that are in the same window. Made by {@link Joins#window} and
 * {@link Joins#coGroup}.
 *
 * <p>Results come when the event clock reaches the end of the window, with the last event time
 * within the window. A record whose windows have all ended is dropped and counted.
 *
 * <p>Each record is kept once, however many windows it is in.
 */
final class WindowJoin<L, R, O> implements TwoInputOperator<L, R, O> {
  private final ListSpec<Timed<L>> lefts;
  private final ListSpec<Timed<R>> rights;

  /** How many of the list are in order; what came since is behind them, as it came. */
  private final StateSpec<Integer> leftsOrdered = StateSpec.of("left-ordered", Integer.class);

  private final StateSpec<Integer> rightsOrdered = StateSpec.of("right-ordered", Integer.class);
  private final TimerSpec end = TimerSpec.eventTime("window-end");
  private final WindowSpans.Aligned windows;
  private final WindowResults<L, R, O> results;

  WindowJoin(
      Type leftType, Type rightType, WindowSpans.Aligned windows, WindowResults<L, R, O> results) {
    this.lefts = Timed.list("left", leftType);
    this.rights = Timed.list("right", rightType);
    this.windows = windows;
    this.results = results;
  }

  @Override
  public List<StateDeclaration> states() {
    return List.of(lefts, leftsOrdered, rights, rightsOrdered);
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
    long lastEndMs = windows.lastEnd(timeMs);
    if (lastEndMs <= context.watermarkMs()) {
      if (lastEndMs > timeMs) {
        context.countLateDropped();
      }
    } else if (lastEndMs > timeMs) {
      context.list(list).add(new Timed<>(timeMs, value));
      context.setTimer(end, windows.firstEndAfter(timeMs, context.watermarkMs()));
    }
  }

  @Override
  public void onTimer(Timer timer, Context context, Output<O> output) {
    long endMs = timer.atMs();
    long startMs = windows.start(endMs);
    TimeOrdered<Timed<L>> left = ordered(lefts, leftsOrdered, context);
    TimeOrdered<Timed<R>> right = ordered(rights, rightsOrdered, context);
    WindowGroup<L, R> group =
        new WindowGroup<>(
            startMs, endMs, between(left, startMs, endMs), between(right, startMs, endMs));
    // what starts the next window is the earliest that any later window can have
    long nextStartMs = windows.nextStart(endMs);
    forget(left, nextStartMs, leftsOrdered, context);
    forget(right, nextStartMs, rightsOrdered, context);
    long firstMs = Math.min(firstMs(left), firstMs(right));
    if (firstMs < Long.MAX_VALUE) {
      context.setTimer(end, windows.firstEndAfter(firstMs, endMs));
    }
    if (!group.lefts().isEmpty() || !group.rights().isEmpty()) {
      results.emit(group, output);
    }
  }

  private static <V> TimeOrdered<Timed<V>> ordered(
      ListSpec<Timed<V>> list, StateSpec<Integer> count, Context context) {
    TimeOrdered<Timed<V>> ordered = new TimeOrdered<>(context.list(list));
    ordered.orderFrom(context.getOr(count, 0));
    return ordered;
  }

  private static void forget(
      TimeOrdered<?> list, long beforeMs, StateSpec<Integer> count, Context context) {
    list.removeFirst(list.countBefore(beforeMs));
    if (list.isEmpty()) {
      context.remove(count);
    } else {
      context.put(count, list.size());
    }
  }

  private static long firstMs(TimeOrdered<?> list) {
    return list.isEmpty() ? Long.MAX_VALUE : list.timeMs(0);
  }

  private static <V> List<V> between(TimeOrdered<Timed<V>> list, long fromMs, long toMs) {
    List<V> values = new ArrayList<>();
    for (int i = 0, size = list.size(); i < size; i++) {
      Timed<V> element = list.get(i);
      if (element.timeMs() >= toMs) {
        break;
      }
      if (element.timeMs() >= fromMs) {
        values.add(element.value());
      }
    }
    return values;
  }
}
