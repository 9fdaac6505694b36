package io.millrace.benchmarks.flink;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/** Counts and sums per key, and emits an update for every record. */
final class KeyedSum extends KeyedProcessFunction<Long, Sale, Update>
    implements CheckpointListener {
  private transient ValueState<Sum> state;
  private transient Update update;
  private transient boolean tellsCheckpoints;

  @Override
  public void open(OpenContext context) {
    state = getRuntimeContext().getState(new ValueStateDescriptor<>("sum", Sum.TYPE));
    update = new Update();
    tellsCheckpoints = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() == 0;
  }

  @Override
  public void processElement(Sale sale, Context context, Collector<Update> out) throws Exception {
    Sum sum = state.value();
    if (sum == null) {
      sum = new Sum();
    }
    sum.count++;
    sum.sum += sale.amount;
    state.update(sum);
    update.key = sale.key;
    update.count = sum.count;
    update.sum = sum.sum;
    update.amount = sale.amount;
    out.collect(update);
  }

  @Override
  public void notifyCheckpointComplete(long checkpoint) {
    if (tellsCheckpoints) {
      Tally.current().onCheckpoint();
    }
  }
}
