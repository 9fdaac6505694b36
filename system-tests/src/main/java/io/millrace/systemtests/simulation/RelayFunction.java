package io.millrace.systemtests.simulation;

import static io.millrace.systemtests.simulation.Workload.mix;
import static io.millrace.systemtests.simulation.Workload.pick;

import io.millrace.functions.AsyncResult;
import io.millrace.functions.Context;
import io.millrace.functions.StreamFunction;
import io.millrace.functions.StreamRecord;
import io.millrace.functions.Timer;
import io.millrace.systemtests.simulation.Workload.Hop;
import io.millrace.systemtests.simulation.Workload.Result;
import io.millrace.systemtests.simulation.Workload.Rule;

/** Sends records on from key to key, calls outside, waits by the clock, obeys broadcast rules. */
final class RelayFunction implements StreamFunction<Hop> {
  private final Watch watch = new Watch();

  @Override
  public void onRecord(StreamRecord<Hop> record, Context context) {
    watch.look(context);
    Hop hop = record.value();
    long hash = update(context, hop.hash() + hop.left());
    if (pick(hash, 1, 2) == 0) {
      hash = mix(hash, context.random().nextLong());
      context.put(Workload.SHORT_LIVED, hash);
    }
    if (hop.left() > 0) {
      int key = pick(hash, 14, 3) == 0 ? hop.key() : pick(hash, 16, Workload.KEYS);
      context.emit(Workload.HOPS, new Hop(key, hash, hop.left() - 1));
    }
    if (pick(hash, 18, 3) == 0) {
      context.emit(Workload.RESULTS, new Result(hop.key(), hash, "relay"));
    }
    if (pick(hash, 20, 7) == 0) {
      context.async(Workload.LOOKUP, hash);
    }
    if (pick(hash, 24, 7) == 0) {
      context.setTimer(Workload.LATER, context.nowMs() + pick(hash, 28, 20));
    }
    if (pick(hash, 34, 17) == 0) {
      throw new IllegalArgumentException("record that is skipped, with all that it did");
    }
  }

  void onRule(StreamRecord<Rule> record, Context context) {
    watch.look(context);
    context.put(Workload.RULED, mix(context.getOr(Workload.RULED, 3L), record.value().hash()));
  }

  @Override
  public void onAsyncResult(AsyncResult<?, ?> result, Context context) {
    watch.look(context);
    long answer = result.succeeded() ? (Long) result.response() : result.error().length();
    long hash = update(context, answer);
    context.emit(Workload.RESULTS, new Result(context.key(Integer.class), hash, "lookup"));
  }

  @Override
  public void onTimer(Timer timer, Context context) {
    watch.look(context);
    long hash = update(context, timer.atMs());
    context.emit(Workload.HOPS, new Hop(pick(hash, 13, Workload.KEYS), hash, 0));
  }

  private static long update(Context context, long value) {
    long hash = mix(context.getOr(Workload.HASH, 4L), value);
    hash = mix(hash, context.getOr(Workload.SHORT_LIVED, 5L));
    hash = mix(hash, context.getOr(Workload.RULED, 6L));
    hash = mix(hash, context.nowMs());
    context.put(Workload.HASH, hash);
    return hash;
  }
}
