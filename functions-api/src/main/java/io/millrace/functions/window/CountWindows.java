package io.millrace.functions.window;

import io.millrace.functions.Context;
import io.millrace.functions.MapSpec;
import io.millrace.functions.MapState;
import io.millrace.functions.StateDeclaration;
import io.millrace.functions.StateSpec;
import io.millrace.functions.Timer;
import io.millrace.functions.TimerSpec;
import io.millrace.functions.TypeRef;
import io.millrace.functions.stream.Output;
import java.util.ArrayList;
import java.util.List;

/**
 * Windows of so many records. Records are counted for each key from its first one; a pane is as
 * many of them as the greatest common divisor of size and slide.
 */
final class CountWindows<T, A, R> extends KeyedWindows<T, A, R> {
  private final int size;
  private final int slide;
  private final int paneSize;

  /** The pane that is being filled. */
  private final StateSpec<CountPane<A>> current;

  /** Those that are full and still needed, by their number. */
  private final MapSpec<Long, CountPane<A>> full;

  CountWindows(
      Windows<T> windows, Shape.Counted shape, Contents<T, A> contents, Emission<A, R> emission) {
    super(windows, contents, emission);
    size = shape.size();
    slide = shape.slide();
    paneSize = (int) RegularPanes.of(size, slide, 0).paneMs();
    TypeRef<CountPane<A>> type = TypeRef.generic(CountPane.class, contents.type());
    current = StateSpec.of("current", type);
    full = MapSpec.of("full", Long.class, type);
  }

  @Override
  List<StateDeclaration> states() {
    List<StateDeclaration> states = new ArrayList<>(contents.states());
    states.add(current);
    if (size != slide) {
      states.add(full);
    }
    return states;
  }

  @Override
  List<TimerSpec> timers() {
    return List.of();
  }

  @Override
  void onRecord(T value, Context context, Output<R> output) throws Exception {
    CountPane<A> before = context.getOr(current, null);
    long ms = context.eventTimeMs();
    long count = before == null ? 0 : before.count();
    boolean isNew = count % paneSize == 0;
    A added = contents.add(isNew ? contents.create() : before.contents(), value, ms, context);
    CountPane<A> pane =
        isNew
            ? new CountPane<>(count + 1, added, ms, ms)
            : new CountPane<>(
                count + 1, added, Math.min(ms, before.oldestMs()), Math.max(ms, before.newestMs()));
    if (pane.count() % paneSize > 0) {
      context.put(current, pane);
      return;
    }
    onFull(pane, context, output);
    if (size == slide) {
      context.remove(current);
    } else {
      context.put(current, new CountPane<>(pane.count(), contents.create(), ms, ms));
    }
  }

  private void onFull(CountPane<A> pane, Context context, Output<R> output) throws Exception {
    if (size == slide) {
      fire(pane, context, output);
      contents.drop(pane.contents(), context);
      return;
    }
    MapState<Long, CountPane<A>> panes = context.map(full);
    long number = pane.count() / paneSize - 1;
    panes.put(number, pane);
    if (pane.count() % slide == 0) {
      CountPane<A> merged = null;
      for (long i = Math.max(0, (pane.count() - size) / paneSize); i <= number; i++) {
        CountPane<A> next = panes.getOr(i, null);
        merged = merged == null ? next : merged.merge(next, contents);
      }
      fire(merged, context, output);
    }
    long nextFiring = (pane.count() / slide + 1) * slide;
    forgetBefore((nextFiring - size) / paneSize, panes, context);
  }

  private void forgetBefore(long number, MapState<Long, CountPane<A>> panes, Context context) {
    List<Long> old = new ArrayList<>();
    panes.forEach(
        (i, pane) -> {
          if (i < number) {
            old.add(i);
            contents.drop(pane.contents(), context);
          }
        });
    old.forEach(panes::remove);
  }

  private void fire(CountPane<A> pane, Context context, Output<R> output) throws Exception {
    Window window = new Window(pane.oldestMs(), pane.newestMs() + 1);
    emit(window, pane.contents(), Timing.ON_TIME, false, context.eventTimeMs(), context, output);
  }

  @Override
  void onWindowTimer(long atMs, Context context, Output<R> output) {
    throw new IllegalStateException("count windows have no timers: atMs=" + atMs);
  }

  @Override
  void onEarlyTimer(long clock, Context context, Output<R> output) {
    onWindowTimer(clock, context, output);
  }

  @Override
  void onOtherTimer(Timer timer, Context context, Output<R> output) {
    onWindowTimer(timer.atMs(), context, output);
  }
}
