package io.millrace.systemtests.simulation;

import static io.millrace.systemtests.simulation.Workload.mix;
import static io.millrace.systemtests.simulation.Workload.pick;

import io.millrace.functions.Context;
import io.millrace.functions.ListState;
import io.millrace.functions.StreamFunction;
import io.millrace.functions.StreamRecord;
import io.millrace.functions.Timer;
import io.millrace.systemtests.simulation.Workload.Action;
import io.millrace.systemtests.simulation.Workload.Echo;
import io.millrace.systemtests.simulation.Workload.Feedback;
import io.millrace.systemtests.simulation.Workload.Hop;
import io.millrace.systemtests.simulation.Workload.Rule;
import io.millrace.systemtests.simulation.Workload.Sum;

/** Fed by the source: state of all kinds, event timers, failures of both kinds. */
final class MixerFunction implements StreamFunction<Action> {
  private final Watch watch = new Watch();

  @Override
  public void onRecord(StreamRecord<Action> record, Context context) {
    watch.look(context);
    Action action = record.value();
    if (record.eventTimeMs() < context.watermarkMs()) {
      throw new AssertionError(
          "watermark passed a record within the bound of disorder: record="
              + action
              + ", watermark="
              + context.watermarkMs());
    }
    int seen = context.map(Workload.SEEN).getOr(action.split(), 0);
    context.map(Workload.SEEN).put(action.split(), seen + 1);
    long hash = update(context, action.split() * 10_000L + action.index());
    ListState<Long> recent = context.list(Workload.RECENT);
    recent.add(hash);
    if (recent.size() > 4) {
      hash = mix(hash, recent.get(0));
      recent.removeFirst(2);
    }
    open(context, action.timeMs() + pick(hash, 8, 60));
    emit(action.key(), hash, context);
    if (pick(hash, 40, 11) == 0) {
      throw new IllegalArgumentException("record that always fails");
    }
    Mishaps.strike();
  }

  private static void emit(int key, long hash, Context context) {
    if (pick(hash, 3, 3) == 0) {
      context.emit(Workload.HOPS, new Hop(pick(hash, 12, Workload.KEYS), hash, 3));
    }
    if (pick(hash, 5, 4) == 0) {
      context.emit(Workload.HOPS, new Hop(key, hash, 2));
    }
    if (pick(hash, 7, 15) == 0) {
      context.emit(Workload.RULES, new Rule(hash));
    }
    if (pick(hash, 9, 3) == 0) {
      context.emit(Workload.ECHOES, new Echo(key, hash));
    }
  }

  /** Sets timers that are due already: they fire after the call, in every fold alike. */
  void onFeedback(StreamRecord<Feedback> record, Context context) {
    watch.look(context);
    long hash = update(context, record.value().hash());
    if (context.watermarkMs() != Long.MIN_VALUE) {
      open(context, Math.min(context.watermarkMs(), record.eventTimeMs()) - pick(hash, 6, 5));
    }
    Mishaps.strike();
  }

  private static void open(Context context, long atMs) {
    context.setTimer(Workload.DUE, atMs);
    context.map(Workload.OPEN).put(atMs, 1);
  }

  @Override
  public void onTimer(Timer timer, Context context) {
    watch.look(context);
    TotalsFunction.close(timer, context);
    long hash = update(context, timer.atMs());
    context.emit(Workload.SUMS, new Sum(pick(hash, 11, Workload.GROUPS), hash));
    if (pick(hash, 17, 3) == 0) {
      context.emit(Workload.ECHOES, new Echo(context.key(Integer.class), hash));
    }
    Mishaps.strike();
  }

  private static long update(Context context, long value) {
    long hash = mix(context.getOr(Workload.HASH, 1L), value);
    context.put(Workload.HASH, hash);
    return hash;
  }
}
