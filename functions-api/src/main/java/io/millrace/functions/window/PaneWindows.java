package io.millrace.functions.window;

import io.millrace.functions.Context;
import io.millrace.functions.MapSpec;
import io.millrace.functions.StateDeclaration;
import io.millrace.functions.StateSpec;
import io.millrace.functions.Timer;
import io.millrace.functions.TimerSpec;
import io.millrace.functions.TypeRef;
import io.millrace.functions.stream.Output;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * Windows that are the same for all keys, kept as panes. A record changes one pane. A new pane sets
 * a timer for the first of its windows that is still to end; each window that fires sets that of
 * the next one, as long as this has a pane.
 */
final class PaneWindows<T, A, R> extends KeyedWindows<T, A, R> {
  private static final TimerSpec CLEANUP = TimerSpec.eventTime("cleanup");

  /** The window that fired last, where the clock does not tell. */
  private static final StateSpec<Long> FIRED = StateSpec.of("fired", Long.class);

  private final Panes panes;
  private final PaneState<A> state;

  /** What windows have told, by their ends, where it may have to be taken back. */
  private final MapSpec<Long, A> told;

  PaneWindows(Windows<T> windows, Panes panes, Contents<T, A> contents, Emission<A, R> emission) {
    super(windows, contents, emission);
    this.panes = panes;
    this.state = new PaneState<>(contents.type(), rules.firesEarly() || panes.isGlobal());
    this.told = MapSpec.of("told", Long.class, TypeRef.of(contents.type()));
  }

  @Override
  List<StateDeclaration> states() {
    List<StateDeclaration> states = new ArrayList<>(contents.states());
    states.addAll(state.specs());
    if (rules.retracts()) {
      states.add(told);
    }
    if (rules.processingTime()) {
      states.add(FIRED);
    }
    return states;
  }

  @Override
  List<TimerSpec> timers() {
    List<TimerSpec> timers = super.timers();
    if (rules.latenessMs() > 0) {
      timers.add(CLEANUP);
    }
    return timers;
  }

  @Override
  void onRecord(T value, Context context, Output<R> output) throws Exception {
    long ms = timeMs(value, context);
    long start = panes.paneStart(ms);
    long lastEnd = panes.lastEnd(start);
    if (lastEnd == Panes.NONE) {
      return;
    }
    long clock = clockMs(context);
    if (isOver(lastEnd, clock) && !panes.isGlobal()) {
      dropLate(value, context);
      return;
    }
    Pane<A> before = state.get(start, context);
    boolean isLate = rules.latenessMs() > 0 && panes.firstEndAfter(start, Long.MIN_VALUE) <= clock;
    A alone = null;
    A after;
    if (isLate && rules.discards()) {
      alone = contents.add(contents.create(), value, ms, context);
      after = before == null ? alone : contents.merge(before.contents(), alone);
    } else {
      A old = before == null ? contents.create() : before.contents();
      after = contents.add(old, value, ms, context);
    }
    boolean isOpen = lastEnd > clock || panes.isGlobal();
    // what was added up before it came is in the global pane by no time of its own
    long seenMs = panes.isGlobal() ? context.eventTimeMs() : ms;
    put(start, before, after, seenMs, isOpen, context);
    if (isOpen) {
      onOpen(start, before, seenMs, context, output);
    }
    if (isLate) {
      fireLate(start, Math.min(lastEnd, clock), alone, context, output);
    }
  }

  private void put(long start, Pane<A> before, A after, long ms, boolean isOpen, Context context) {
    state.put(
        start,
        new Pane<>(
            after,
            isOpen || (before != null && before.changed()),
            (before == null ? 0 : before.count()) + (isOpen ? 1 : 0),
            before == null ? ms : Math.max(ms, before.newestMs())),
        context);
  }

  /** A pane has changed of which some windows are still to end. */
  private void onOpen(long start, Pane<A> before, long ms, Context context, Output<R> output)
      throws Exception {
    if (before == null) {
      context.setTimer(windowTimer, panes.firstEndAfter(start, clockMs(context)));
      if (rules.processingTime()) {
        context.setTimer(END_TIMER, Long.MAX_VALUE);
      }
    }
    if (before == null || !before.changed()) {
      setEarlyTimer(panes.isGlobal() ? ms : start, panes.lastEnd(start), context);
    }
    if (rules.early().everyCount() > 0
        && state.get(start, context).count() >= rules.early().everyCount()) {
      fire(panes.lastEnd(start), Timing.EARLY, null, context, output);
      settle(start, state.get(start, context), context);
    }
  }

  /** Fires the windows of a pane up to {@code lastEnd} that have ended and are not over. */
  private void fireLate(long start, long lastEnd, A alone, Context context, Output<R> output)
      throws Exception {
    long over = context.watermarkMs() - rules.latenessMs();
    long end = panes.firstEndAfter(start, over);
    for (; end <= lastEnd; end = panes.nextEnd(end)) {
      context.setTimer(CLEANUP, end + rules.latenessMs());
      fire(end, Timing.LATE, alone, context, output);
    }
  }

  /**
   * Fires a window, with {@code alone} if it is not null and else with what is in its panes.
   *
   * @return the window's panes
   */
  private List<PaneState.Found<A>> fire(
      long end, Timing timing, A alone, Context context, Output<R> output) throws Exception {
    List<PaneState.Found<A>> found = state.ofWindow(panes, end, context);
    A result = alone != null ? alone : PaneState.merged(found, rules.discards(), contents);
    if (result == null) {
      return found;
    }
    Window window = new Window(panes.windowStart(end), end);
    long ms = panes.isGlobal() ? globalMs(found, context) : end - 1;
    if (rules.retracts()) {
      A former = context.map(told).getOr(end, null);
      if (former != null && timing == Timing.ON_TIME && !isChanged(found)) {
        return found;
      }
      if (former != null) {
        emit(window, former, timing, true, ms, context, output);
      }
      context.map(told).put(end, result);
    }
    emit(window, result, timing, false, ms, context, output);
    return found;
  }

  private boolean isChanged(List<PaneState.Found<A>> found) {
    return found.stream().anyMatch(of -> of.pane().changed());
  }

  private long globalMs(List<PaneState.Found<A>> found, Context context) {
    long newest = found.get(0).pane().newestMs();
    long clock = context.watermarkMs();
    return clock == Long.MAX_VALUE ? newest : Math.max(newest, clock);
  }

  @Override
  void onWindowTimer(long end, Context context, Output<R> output) throws Exception {
    List<PaneState.Found<A>> found = fire(end, Timing.ON_TIME, null, context, output);
    if (rules.latenessMs() == 0) {
      forget(end, found, context);
    } else if (!found.isEmpty()) {
      context.setTimer(CLEANUP, end + rules.latenessMs());
    }
    if (rules.processingTime()) {
      if (state.isEmpty(context)) {
        context.remove(FIRED);
      } else {
        context.put(FIRED, end);
      }
    }
    if (panes.panesPerWindow() > 1
        && !found.isEmpty()
        && found.get(found.size() - 1).startMs() >= panes.windowStart(panes.nextEnd(end))) {
      context.setTimer(windowTimer, panes.nextEnd(end));
    }
  }

  /** A window is over: forgets its panes that no later window has. */
  private void forget(long end, List<PaneState.Found<A>> found, Context context) {
    for (PaneState.Found<A> of : found) {
      if (panes.lastEnd(of.startMs()) <= end) {
        contents.drop(of.pane().contents(), context);
        state.remove(of.startMs(), context);
      }
    }
    if (rules.retracts()) {
      context.map(told).remove(end);
    }
  }

  @Override
  void onEarlyTimer(long clock, Context context, Output<R> output) throws Exception {
    NavigableSet<Long> ends = new TreeSet<>();
    List<PaneState.Found<A>> changed = state.all(context);
    changed.removeIf(
        of -> !of.pane().changed() || (panes.lastEnd(of.startMs()) <= clock && !panes.isGlobal()));
    for (PaneState.Found<A> of : changed) {
      addEnds(of.startMs(), clock, ends);
    }
    for (long end : ends) {
      fire(end, Timing.EARLY, null, context, output);
    }
    changed.forEach(of -> settle(of.startMs(), of.pane(), context));
  }

  /** The ends of a pane's windows, those after {@code ms}. */
  private void addEnds(long start, long ms, NavigableSet<Long> ends) {
    long lastEnd = panes.lastEnd(start);
    for (long end = panes.firstEndAfter(start, ms); ; end = panes.nextEnd(end)) {
      ends.add(end);
      if (end >= lastEnd) {
        return;
      }
    }
  }

  /** All that is in the pane has been told. */
  private void settle(long start, Pane<A> pane, Context context) {
    A rest = pane.contents();
    if (rules.discards()) {
      contents.drop(rest, context);
      rest = contents.create();
    }
    state.put(start, new Pane<>(rest, false, 0, pane.newestMs()), context);
  }

  @Override
  void onOtherTimer(Timer timer, Context context, Output<R> output) throws Exception {
    if (timer.spec().equals(CLEANUP)) {
      long end = timer.atMs() - rules.latenessMs();
      forget(end, state.ofWindow(panes, end, context), context);
      return;
    }
    List<PaneState.Found<A>> all = state.all(context);
    long fired = context.getOr(FIRED, Long.MIN_VALUE);
    NavigableSet<Long> ends = new TreeSet<>();
    for (PaneState.Found<A> of : all) {
      addEnds(of.startMs(), fired, ends);
    }
    for (long end : ends) {
      forget(end, fire(end, Timing.ON_TIME, null, context, output), context);
    }
    context.remove(FIRED);
  }
}
