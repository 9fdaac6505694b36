package io.millrace.systemtests.simulation;

import static io.millrace.systemtests.simulation.Workload.mix;

import io.millrace.functions.Context;
import io.millrace.functions.StreamFunction;
import io.millrace.functions.StreamRecord;
import io.millrace.functions.Timer;
import io.millrace.systemtests.simulation.Workload.Result;
import io.millrace.systemtests.simulation.Workload.Sum;

/** Windows behind a shuffle: its event clock goes by the watermarks of all partitions. */
final class TotalsFunction implements StreamFunction<Sum> {
  private static final long WINDOW_MS = 100;

  private final Watch watch = new Watch();

  @Override
  public void onRecord(StreamRecord<Sum> record, Context context) {
    watch.look(context);
    Sum sum = record.value();
    context.put(Workload.HASH, mix(context.getOr(Workload.HASH, 8L), sum.hash()));
    long atMs = (record.eventTimeMs() / WINDOW_MS + 1) * WINDOW_MS;
    context.setTimer(Workload.DUE, atMs);
    context.map(Workload.OPEN).put(atMs, 1);
  }

  @Override
  public void onTimer(Timer timer, Context context) {
    watch.look(context);
    close(timer, context);
    long hash = mix(context.getOr(Workload.HASH, 8L), timer.atMs());
    context.put(Workload.HASH, hash);
    context.emit(Workload.RESULTS, new Result(context.key(Integer.class), hash, "totals"));
  }

  /** Takes note that a timer fired: each of them once, and none before its time. */
  static void close(Timer timer, Context context) {
    if (!context.map(Workload.OPEN).contains(timer.atMs())) {
      throw new AssertionError("timer fired that was not set, or twice: " + timer);
    }
    if (timer.atMs() > context.watermarkMs()) {
      throw new AssertionError(
          "timer fired early: " + timer + ", watermark=" + context.watermarkMs());
    }
    context.map(Workload.OPEN).remove(timer.atMs());
  }
}
