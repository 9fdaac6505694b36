package io.millrace.systemtests.simulation;

import static io.millrace.systemtests.simulation.Workload.mix;
import static io.millrace.systemtests.simulation.Workload.pick;

import io.millrace.functions.Context;
import io.millrace.functions.StreamFunction;
import io.millrace.functions.StreamRecord;
import io.millrace.functions.Timer;
import io.millrace.systemtests.simulation.Workload.Action;
import io.millrace.systemtests.simulation.Workload.Echo;
import io.millrace.systemtests.simulation.Workload.Feedback;
import io.millrace.systemtests.simulation.Workload.Result;

/** In a cycle with the mixer: the timers of each set timers of the other that are due already. */
final class EchoFunction implements StreamFunction<Action> {
  private final Watch watch = new Watch();

  @Override
  public void onRecord(StreamRecord<Action> record, Context context) {
    watch.look(context);
    long hash = update(context, record.value().index());
    long atMs = record.eventTimeMs() + pick(hash, 4, 50);
    context.setTimer(Workload.DUE, atMs);
    context.map(Workload.OPEN).put(atMs, 1);
  }

  void onEcho(StreamRecord<Echo> record, Context context) {
    watch.look(context);
    long hash = update(context, record.value().hash());
    if (pick(hash, 2, 4) == 0) {
      context.emit(Workload.RESULTS, new Result(record.value().key(), hash, "echo"));
    }
    if (pick(hash, 14, 2) == 0 && context.watermarkMs() != Long.MIN_VALUE) {
      long atMs = Math.min(context.watermarkMs(), record.eventTimeMs()) - pick(hash, 6, 5);
      context.setTimer(Workload.DUE, atMs);
      context.map(Workload.OPEN).put(atMs, 1);
    }
  }

  @Override
  public void onTimer(Timer timer, Context context) {
    watch.look(context);
    TotalsFunction.close(timer, context);
    long hash = update(context, timer.atMs());
    int own = context.key(Integer.class);
    if (pick(hash, 10, 2) == 0) {
      int key = pick(hash, 20, 2) == 0 ? own : pick(hash, 22, Workload.KEYS);
      context.emit(Workload.FEEDBACK, new Feedback(key, hash));
    }
  }

  private static long update(Context context, long value) {
    long hash = mix(context.getOr(Workload.HASH, 2L), value);
    context.put(Workload.HASH, hash);
    return hash;
  }
}
