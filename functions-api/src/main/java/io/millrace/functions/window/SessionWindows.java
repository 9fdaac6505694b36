package io.millrace.functions.window;

import io.millrace.functions.Context;
import io.millrace.functions.StateDeclaration;
import io.millrace.functions.StateSpec;
import io.millrace.functions.Timer;
import io.millrace.functions.TypeRef;
import io.millrace.functions.stream.Output;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Sessions: the few of a key are one value in state, in order of time. A session that grows leaves
 * its timer where it is; when this is due, it is set again for the end there is then.
 */
final class SessionWindows<T, A, R> extends KeyedWindows<T, A, R> {
  private final ToLongFunction<Object> gapMs;
  private final StateSpec<List<Session<A>>> state;

  SessionWindows(
      Windows<T> windows,
      ToLongFunction<Object> gapMs,
      Contents<T, A> contents,
      Emission<A, R> emission) {
    super(windows, contents, emission);
    this.gapMs = gapMs;
    this.state =
        StateSpec.of(
            "sessions",
            TypeRef.generic(List.class, TypeRef.generic(Session.class, contents.type()).type()));
  }

  @Override
  List<StateDeclaration> states() {
    List<StateDeclaration> states = new ArrayList<>(contents.states());
    states.add(state);
    return states;
  }

  @Override
  void onRecord(T value, Context context, Output<R> output) throws Exception {
    long ms = timeMs(value, context);
    long clock = clockMs(context);
    List<Session<A>> others = new ArrayList<>(context.getOr(state, List.of()));
    Session<A> session = takeOut(others, ms, ms + gapMs.applyAsLong(value));
    if (isOver(session.endMs(), clock)) {
      dropLate(value, context);
      return;
    }
    boolean isLate = session.endMs() <= clock;
    boolean isNews = !session.changed();
    A after = contents.add(session.contents(), value, ms, context);
    session =
        new Session<>(
            session.startMs(),
            session.endMs(),
            session.timerMs(),
            isLate,
            true,
            session.count() + 1,
            after,
            session.told());
    if (session.timerMs() == Long.MAX_VALUE && rules.processingTime()) {
      context.setTimer(END_TIMER, Long.MAX_VALUE);
    }
    session = withTimer(session, context);
    if (isLate) {
      session = fire(session, Timing.LATE, context, output);
    } else if (rules.early().everyCount() > 0 && session.count() >= rules.early().everyCount()) {
      session = fire(session, Timing.EARLY, context, output);
    } else if (isNews) {
      setEarlyTimer(ms, Long.MAX_VALUE, context);
    }
    others.add(session);
    save(others, context);
  }

  /** Takes out the sessions that a span of time touches and makes one of them and the span. */
  private Session<A> takeOut(List<Session<A>> sessions, long startMs, long endMs) {
    Session<A> merged =
        new Session<>(
            startMs, endMs, Long.MAX_VALUE, false, false, 0, contents.create(), List.of());
    boolean isFirst = true;
    for (int i = 0; i < sessions.size(); ) {
      Session<A> session = sessions.get(i);
      if (session.startMs() < endMs && startMs < session.endMs()) {
        merged = merge(merged, session, isFirst);
        isFirst = false;
        sessions.remove(i);
      } else {
        i++;
      }
    }
    return merged;
  }

  private Session<A> merge(Session<A> merged, Session<A> more, boolean isFirst) {
    List<Session.Told<A>> told = more.told();
    if (!merged.told().isEmpty()) {
      told = new ArrayList<>(merged.told());
      told.addAll(more.told());
    }
    return new Session<>(
        Math.min(merged.startMs(), more.startMs()),
        Math.max(merged.endMs(), more.endMs()),
        Math.min(merged.timerMs(), more.timerMs()),
        false,
        merged.changed() || more.changed(),
        merged.count() + more.count(),
        isFirst ? more.contents() : contents.merge(merged.contents(), more.contents()),
        told);
  }

  /** What there is to do next is not missed: sets a timer unless one is due before. */
  private Session<A> withTimer(Session<A> session, Context context) {
    long next = session.hasFired() ? session.endMs() + rules.latenessMs() : session.endMs();
    if (session.timerMs() <= next) {
      return session;
    }
    context.setTimer(windowTimer, next);
    return session.withTimer(next);
  }

  private void save(List<Session<A>> sessions, Context context) {
    if (sessions.isEmpty()) {
      context.remove(state);
      return;
    }
    sessions.sort(Comparator.comparingLong(Session::startMs));
    context.put(state, sessions);
  }

  private Session<A> fire(Session<A> session, Timing timing, Context context, Output<R> output)
      throws Exception {
    if (!session.changed() && rules.accumulation() != Accumulation.ACCUMULATING) {
      return session;
    }
    long ms = session.endMs() - 1;
    for (Session.Told<A> told : session.told()) {
      emit(told.window(), told.contents(), timing, true, ms, context, output);
    }
    emit(session.window(), session.contents(), timing, false, ms, context, output);
    A rest = session.contents();
    if (rules.discards()) {
      contents.drop(rest, context);
      rest = contents.create();
    }
    return session.settled(
        rest,
        rules.retracts()
            ? List.of(new Session.Told<>(session.startMs(), session.endMs(), session.contents()))
            : List.of());
  }

  @Override
  void onWindowTimer(long atMs, Context context, Output<R> output) throws Exception {
    List<Session<A>> left = new ArrayList<>();
    for (Session<A> session : context.getOr(state, List.of())) {
      Session<A> after = session;
      if (session.timerMs() <= atMs) {
        if (!session.hasFired() && session.endMs() <= atMs) {
          after = fire(session, Timing.ON_TIME, context, output).fired();
        }
        if (after.hasFired() && after.endMs() + rules.latenessMs() <= atMs) {
          contents.drop(after.contents(), context);
          continue;
        }
        after = withTimer(after.withTimer(Long.MAX_VALUE), context);
      }
      left.add(after);
    }
    save(left, context);
  }

  @Override
  void onEarlyTimer(long clock, Context context, Output<R> output) throws Exception {
    List<Session<A>> after = new ArrayList<>();
    for (Session<A> session : context.getOr(state, List.of())) {
      boolean isNews = session.changed() && session.endMs() > clock;
      after.add(isNews ? fire(session, Timing.EARLY, context, output) : session);
    }
    save(after, context);
  }

  @Override
  void onOtherTimer(Timer timer, Context context, Output<R> output) throws Exception {
    for (Session<A> session : context.getOr(state, List.of())) {
      contents.drop(fire(session, Timing.ON_TIME, context, output).contents(), context);
    }
    context.remove(state);
  }
}
