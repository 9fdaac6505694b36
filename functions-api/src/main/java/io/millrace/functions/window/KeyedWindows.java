package io.millrace.functions.window;

import io.millrace.functions.Context;
import io.millrace.functions.StateDeclaration;
import io.millrace.functions.Timer;
import io.millrace.functions.TimerSpec;
import io.millrace.functions.stream.Output;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps the windows of each key: what all shapes have in common. All memory is in state.
 *
 * <p>Time is event time or processing time, as the rules say; {@code clock} is the one they go by.
 */
abstract class KeyedWindows<T, A, R> {
  /** Due at a window's end; and at the end of its lateness, where a session has one. */
  final TimerSpec windowTimer;

  /** Due at the end of all input: for windows that no event time ends. */
  static final TimerSpec END_TIMER = TimerSpec.eventTime("end");

  /** Due when early results are, behind all windows that end at that time. */
  private final TimerSpec earlyBehind;

  private final TimerSpec earlyTimer;
  private final Windows<T> windows;
  final Rules rules;
  final Contents<T, A> contents;
  private final Emission<A, R> emission;

  KeyedWindows(Windows<T> windows, Contents<T, A> contents, Emission<A, R> emission) {
    this.windows = windows;
    this.rules = windows.rules();
    this.contents = contents;
    this.emission = emission;
    this.windowTimer = timer("window", rules.processingTime());
    this.earlyTimer = timer("early", !rules.early().inEventTime());
    this.earlyBehind = timer("early-behind", !rules.early().inEventTime());
  }

  private static TimerSpec timer(String name, boolean processingTime) {
    return processingTime ? TimerSpec.processingTime(name) : TimerSpec.eventTime(name);
  }

  abstract List<StateDeclaration> states();

  List<TimerSpec> timers() {
    List<TimerSpec> timers = new ArrayList<>(List.of(windowTimer));
    if (rules.early().everyMs() > 0) {
      timers.add(earlyTimer);
      timers.add(earlyBehind);
    }
    if (rules.processingTime()) {
      timers.add(END_TIMER);
    }
    return timers;
  }

  abstract void onRecord(T value, Context context, Output<R> output) throws Exception;

  final void onTimer(Timer timer, Context context, Output<R> output) throws Exception {
    if (timer.spec().equals(windowTimer)) {
      onWindowTimer(timer.atMs(), context, output);
    } else if (timer.spec().equals(earlyBehind)) {
      onEarlyTimer(timer.atMs(), context, output);
    } else if (timer.spec().equals(earlyTimer) && isEarlyByTheClockOfWindows()) {
      // a window that ends right now tells first what is new in it: it is not new any more then
      context.setTimer(earlyBehind, timer.atMs());
    } else if (timer.spec().equals(earlyTimer)) {
      onEarlyTimer(context.watermarkMs(), context, output);
    } else {
      onOtherTimer(timer, context, output);
    }
  }

  private boolean isEarlyByTheClockOfWindows() {
    return rules.early().inEventTime() || rules.processingTime();
  }

  abstract void onWindowTimer(long atMs, Context context, Output<R> output) throws Exception;

  /** Windows that end after {@code clock} fire early, those that have something new. */
  abstract void onEarlyTimer(long clock, Context context, Output<R> output) throws Exception;

  abstract void onOtherTimer(Timer timer, Context context, Output<R> output) throws Exception;

  /** The time that the value at hand is put into windows by. */
  final long timeMs(T value, Context context) {
    if (rules.processingTime()) {
      return context.nowMs();
    }
    long timeMs = contents.timeMs(value, context);
    return windows.isGlobal() ? timeMs : Windows.checked(timeMs); // a global pane begins with time
  }

  /** The time that windows end by. */
  final long clockMs(Context context) {
    return rules.processingTime() ? context.nowMs() : context.watermarkMs();
  }

  /** Whether records for a window are dropped that ends here. */
  final boolean isOver(long endMs, long clockMs) {
    return endMs + rules.latenessMs() <= clockMs;
  }

  final void dropLate(T value, Context context) {
    if (windows.lateTopic().isPresent()) {
      context.emit(windows.lateTopic().get(), value);
    } else {
      context.countLateDropped();
    }
  }

  /**
   * There is something new that an early firing will tell: at the next multiple of the period, if
   * that is after {@code fromMs} and, where it goes by event time, before {@code endMs}.
   */
  final void setEarlyTimer(long fromMs, long endMs, Context context) {
    if (rules.early().everyMs() == 0) {
      return;
    }
    long from =
        rules.early().inEventTime() ? Math.max(fromMs, context.watermarkMs()) : context.nowMs();
    long at = from - Math.floorMod(from, rules.early().everyMs()) + rules.early().everyMs();
    if (!rules.early().inEventTime() || at < endMs) {
      context.setTimer(earlyTimer, at);
    }
  }

  final void emit(
      Window window,
      A contents,
      Timing timing,
      boolean isRetraction,
      long eventTimeMs,
      Context context,
      Output<R> output)
      throws Exception {
    emission.emit(
        new WindowResult<>(window, contents, timing, isRetraction), eventTimeMs, context, output);
  }
}
