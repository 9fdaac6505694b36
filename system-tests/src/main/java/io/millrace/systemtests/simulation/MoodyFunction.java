package io.millrace.systemtests.simulation;

import static io.millrace.systemtests.simulation.Workload.mix;
import static io.millrace.systemtests.simulation.Workload.pick;

import io.millrace.functions.Context;
import io.millrace.functions.StreamFunction;
import io.millrace.functions.StreamRecord;
import io.millrace.systemtests.simulation.Workload.Hop;
import io.millrace.systemtests.simulation.Workload.Result;

/** Fails in some moods, so that its keys are put aside and released later. */
final class MoodyFunction implements StreamFunction<Hop> {
  @Override
  public void onRecord(StreamRecord<Hop> record, Context context) {
    long hash = mix(context.getOr(Workload.HASH, 7L), record.value().hash());
    context.put(Workload.HASH, hash);
    context.emit(Workload.RESULTS, new Result(record.value().key(), hash, "moody"));
    if (pick(mix(hash, context.nowMs() / 16), 5, 8) == 0) {
      throw new IllegalStateException("not in the mood");
    }
  }
}
