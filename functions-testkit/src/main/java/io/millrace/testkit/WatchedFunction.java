package io.millrace.testkit;

import io.millrace.functions.AsyncResult;
import io.millrace.functions.Context;
import io.millrace.functions.FunctionSpec;
import io.millrace.functions.Settings;
import io.millrace.functions.StreamFunction;
import io.millrace.functions.StreamRecord;
import io.millrace.functions.Timer;
import java.util.List;

/** A user's function, called as ever, whose values are looked at after each call. */
final class WatchedFunction implements StreamFunction<Object> {

  /** A call of user code. */
  private interface Body {
    void run(Context context) throws Exception;
  }

  private final String name;
  private final StreamFunction<?> target;
  private final List<FunctionSpec.Handler<Object, Object>> handlers;
  private final Codings codings = new Codings();

  WatchedFunction(
      String name, StreamFunction<?> target, List<FunctionSpec.Handler<Object, Object>> handlers) {
    this.name = name;
    this.target = target;
    this.handlers = handlers;
  }

  @Override
  public void onRecord(StreamRecord<Object> record, Context context) throws Exception {
    onRecord(0, record, context);
  }

  /** Handles a record of the {@code input}th topic. */
  void onRecord(int input, StreamRecord<Object> record, Context context) throws Exception {
    Watch watch = new Watch();
    String topic = record.topic().name();
    watch.add(Watch.Role.RECORD, topic, null, record.value(), codings.of(record.topic()));
    call(
        watch,
        "topic=" + topic,
        context,
        watched -> handlers.get(input).onRecord(target, record, watched));
  }

  @Override
  public void onTimer(Timer timer, Context context) throws Exception {
    call(
        new Watch(),
        "timer=" + timer.spec().name(),
        context,
        watched -> target.onTimer(timer, watched));
  }

  @Override
  public void onAsyncResult(AsyncResult<?, ?> result, Context context) throws Exception {
    call(
        new Watch(),
        "call=" + result.call(),
        context,
        watched -> target.onAsyncResult(result, watched));
  }

  private void call(Watch watch, String occasion, Context context, Body body) throws Exception {
    WatchedContext watched = new WatchedContext(name, context, codings, watch);
    try {
      body.run(watched);
    } finally {
      watched.over();
    }
    watch.check("function=" + name + ", " + occasion);
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
