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
  private final boolean firesTogether;
  private final PaneState<A> state;

  /** What windows have told, by their ends, where it may have to be taken back. */
  private final MapSpec<Long, A> told;

  PaneWindows(Windows<T> windows, Panes panes, Contents<T, A> contents, Emission<A, R> emission) {
    super(windows, contents, emission);
    this.panes = panes;
    this.firesTogether = rules.firesTogether() && !panes.isGlobal();
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
    KeyPanes<A> kept = state.of(context);
    Pane<A> before = kept.get(start);
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
    if (isOpen && before == null) {
      setWindowTimer(start, kept, context);
    }
    put(start, before, after, seenMs, isOpen, kept);
    if (isOpen) {
      onOpen(start, before, seenMs, kept, context, output);
    }
    if (isLate) {
      fireLate(start, Math.min(lastEnd, clock), alone, kept, context, output);
    }
  }

  private void put(long start, Pane<A> before, A after, long ms, boolean isOpen, KeyPanes<A> kept) {
    kept.put(
        start,
        new Pane<>(
            after,
            isOpen || (before != null && before.changed()),
            (before == null ? 0 : before.count()) + (isOpen ? 1 : 0),
            before == null ? ms : Math.max(ms, before.newestMs())));
  }

  /** A new pane, not yet kept, has windows that are still to end. */
  private void setWindowTimer(long start, KeyPanes<A> kept, Context context) {
    long end = panes.firstEndAfter(start, clockMs(context));
    if (firesTogether) {
      long startBefore = kept.startBefore(start);
      if (startBefore != Panes.NONE && panes.lastEnd(startBefore) >= end) {
        return; // who fires the windows before that one will come to it
      }
    }
    context.setTimer(windowTimer, end);
    if (rules.processingTime()) {
      context.setTimer(END_TIMER, Long.MAX_VALUE);
    }
  }

  /** A pane has changed of which some windows are still to end. */
  private void onOpen(
      long start, Pane<A> before, long ms, KeyPanes<A> kept, Context context, Output<R> output)
      throws Exception {
    if (before == null || !before.changed()) {
      setEarlyTimer(panes.isGlobal() ? ms : start, panes.lastEnd(start), context);
    }
    if (rules.early().everyCount() > 0 && kept.get(start).count() >= rules.early().everyCount()) {
      fire(panes.lastEnd(start), Timing.EARLY, null, kept, context, output);
      settle(start, kept.get(start), kept, context);
    }
  }

  /** Fires the windows of a pane up to {@code lastEnd} that have ended and are not over. */
  private void fireLate(
      long start, long lastEnd, A alone, KeyPanes<A> kept, Context context, Output<R> output)
      throws Exception {
    long over = context.watermarkMs() - rules.latenessMs();
    long end = panes.firstEndAfter(start, over);
    for (; end <= lastEnd; end = panes.nextEnd(end)) {
      context.setTimer(CLEANUP, end + rules.latenessMs());
      fire(end, Timing.LATE, alone, kept, context, output);
    }
  }

  /**
   * Fires a window, with {@code alone} if it is not null and else with what is in its panes.
   *
   * @return the window's panes
   */
  private List<PaneState.Found<A>> fire(
      long end, Timing timing, A alone, KeyPanes<A> kept, Context context, Output<R> output)
      throws Exception {
    List<PaneState.Found<A>> found = kept.ofWindow(panes, end);
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
    KeyPanes<A> kept = state.of(context);
    if (firesTogether) {
      fireTogether(end, kept, context, output);
      return;
    }
    List<PaneState.Found<A>> found = fire(end, Timing.ON_TIME, null, kept, context, output);
    if (rules.latenessMs() == 0) {
      forget(end, found, kept, context);
    } else if (!found.isEmpty()) {
      context.setTimer(CLEANUP, end + rules.latenessMs());
    }
    if (rules.processingTime()) {
      if (kept.isEmpty()) {
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

  /**
   * Fires the window that ends here and those behind it that have ended, too, as far as each has a
   * pane of the one before: what its timer would do, and those that would be set one by one.
   */
  private void fireTogether(long first, KeyPanes<A> kept, Context context, Output<R> output)
      throws Exception {
    List<PaneState.Found<A>> all = kept.all();
    int from = 0;
    int to = 0;
    long end = first;
    while (true) {
      long start = panes.windowStart(end);
      while (from < all.size() && all.get(from).startMs() < start) {
        from++;
      }
      to = Math.max(to, from);
      while (to < all.size() && all.get(to).startMs() < end) {
        to++;
      }
      if (from == to) {
        break;
      }
      A result = PaneState.merged(all.subList(from, to), false, contents);
      emit(new Window(start, end), result, Timing.ON_TIME, false, end - 1, context, output);
      long next = panes.nextEnd(end);
      if (panes.panesPerWindow() == 1 || all.get(to - 1).startMs() < panes.windowStart(next)) {
        break;
      }
      if (next > context.watermarkMs()) {
        context.setTimer(windowTimer, next);
        break;
      }
      if (to < all.size() && all.get(to).startMs() < next) {
        context.cancelTimer(windowTimer, next); // its first pane has set it
      }
      end = next;
    }
    forget(end, all.subList(0, to), kept, context);
  }

  /** A window is over: forgets its panes that no later window has. */
  private void forget(long end, List<PaneState.Found<A>> found, KeyPanes<A> kept, Context context) {
    int over = 0; // they are in order
    while (over < found.size() && panes.lastEnd(found.get(over).startMs()) <= end) {
      contents.drop(found.get(over).pane().contents(), context);
      over++;
    }
    kept.remove(found.subList(0, over));
    if (rules.retracts()) {
      context.map(told).remove(end);
    }
  }

  @Override
  void onEarlyTimer(long clock, Context context, Output<R> output) throws Exception {
    NavigableSet<Long> ends = new TreeSet<>();
    KeyPanes<A> kept = state.of(context);
    List<PaneState.Found<A>> changed = kept.all();
    changed.removeIf(
        of -> !of.pane().changed() || (panes.lastEnd(of.startMs()) <= clock && !panes.isGlobal()));
    for (PaneState.Found<A> of : changed) {
      addEnds(of.startMs(), clock, ends);
    }
    for (long end : ends) {
      fire(end, Timing.EARLY, null, kept, context, output);
    }
    changed.forEach(of -> settle(of.startMs(), of.pane(), kept, context));
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
  private void settle(long start, Pane<A> pane, KeyPanes<A> kept, Context context) {
    A rest = pane.contents();
    if (rules.discards()) {
      contents.drop(rest, context);
      rest = contents.create();
    }
    kept.put(start, new Pane<>(rest, false, 0, pane.newestMs()));
  }

  @Override
  void onOtherTimer(Timer timer, Context context, Output<R> output) throws Exception {
    KeyPanes<A> kept = state.of(context);
    if (timer.spec().equals(CLEANUP)) {
      long end = timer.atMs() - rules.latenessMs();
      forget(end, kept.ofWindow(panes, end), kept, context);
      return;
    }
    List<PaneState.Found<A>> all = kept.all();
    long fired = context.getOr(FIRED, Long.MIN_VALUE);
    NavigableSet<Long> ends = new TreeSet<>();
    for (PaneState.Found<A> of : all) {
      addEnds(of.startMs(), fired, ends);
    }
    for (long end : ends) {
      forget(end, fire(end, Timing.ON_TIME, null, kept, context, output), kept, context);
    }
    context.remove(FIRED);
  }
}
