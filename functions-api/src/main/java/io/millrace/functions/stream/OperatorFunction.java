package io.millrace.functions.stream;

import io.millrace.functions.AsyncResult;
import io.millrace.functions.Context;
import io.millrace.functions.Settings;
import io.millrace.functions.StreamFunction;
import io.millrace.functions.StreamRecord;
import io.millrace.functions.Timer;

/**
 * Runs an operator as a function of the engine.
 *
 * @param <T> the type of values on the function's first topic
 */
public final class OperatorFunction<T> implements StreamFunction<T> {

  /** Where results go: whatever stands behind the operator. */
  @FunctionalInterface
  public interface Exit<R> {
    /** Takes a result, with the context of the call that gave it. */
    void emit(R value, long eventTimeMs, Context context);
  }

  private final KeyedStep<Object> step;
  private final Exit<Object> exit;
  private final Output<Object> output = this::emit;
  private Context context;

  /** Runs {@code step}; its results go to {@code exit}. */
  @SuppressWarnings("unchecked")
  public <R> OperatorFunction(KeyedStep<R> step, Exit<? super R> exit) {
    this.step = (KeyedStep<Object>) step;
    this.exit = (Exit<Object>) exit;
  }

  private void emit(Object value, long eventTimeMs) {
    exit.emit(value, eventTimeMs, context);
  }

  @Override
  public void open(Settings settings) throws Exception {
    step.open(settings);
  }

  @Override
  @SuppressWarnings("unchecked")
  public void onRecord(StreamRecord<T> record, Context context) throws Exception {
    this.context = context;
    if (step instanceof Operator<?, ?> operator) {
      ((Operator<Object, Object>) operator).onRecord(record.value(), context, output);
    } else {
      ((TwoInputOperator<Object, Object, Object>) step).onLeft(record.value(), context, output);
    }
  }

  /** Handles one record of the second topic of a {@link TwoInputOperator}. */
  @SuppressWarnings("unchecked")
  public void onRight(StreamRecord<?> record, Context context) throws Exception {
    this.context = context;
    ((TwoInputOperator<Object, Object, Object>) step).onRight(record.value(), context, output);
  }

  @Override
  public void onTimer(Timer timer, Context context) throws Exception {
    this.context = context;
    step.onTimer(timer, context, output);
  }

  @Override
  public void onAsyncResult(AsyncResult<?, ?> result, Context context) throws Exception {
    this.context = context;
    step.onAsyncResult(result, context, output);
  }
}
