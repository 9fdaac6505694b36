package io.millrace.cli.offline;

import io.millrace.functions.AsyncResult;
import io.millrace.functions.Context;
import io.millrace.functions.FunctionSpec;
import io.millrace.functions.Settings;
import io.millrace.functions.StreamFunction;
import io.millrace.functions.StreamRecord;
import io.millrace.functions.Timer;
import java.util.List;

/** A user's function, called as ever, but for its context. */
record TracedFunction(
    String name,
    StreamFunction<?> target,
    List<FunctionSpec.Handler<Object, Object>> handlers,
    Emission emission)
    implements StreamFunction<Object> {

  private Context traced(Context context) {
    return new TracedContext(name, context, emission);
  }

  @Override
  public void onRecord(StreamRecord<Object> record, Context context) throws Exception {
    onRecord(0, record, context);
  }

  /** Handles a record of the {@code input}th topic. */
  void onRecord(int input, StreamRecord<Object> record, Context context) throws Exception {
    handlers.get(input).onRecord(target, record, traced(context));
  }

  @Override
  public void onTimer(Timer timer, Context context) throws Exception {
    target.onTimer(timer, traced(context));
  }

  @Override
  public void onAsyncResult(AsyncResult<?, ?> result, Context context) throws Exception {
    target.onAsyncResult(result, traced(context));
  }

  @Override
  public void open(Settings settings) throws Exception {
    target.open(settings);
  }

  @Override
  public void close() throws Exception {
    target.close();
  }
}
