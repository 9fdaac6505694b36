package io.millrace.functions.keyed;

import io.millrace.functions.Context;
import io.millrace.functions.StateDeclaration;
import io.millrace.functions.StateSpec;
import io.millrace.functions.Timer;
import io.millrace.functions.TimerSpec;
import io.millrace.functions.stream.Operator;
import io.millrace.functions.stream.Output;
import io.millrace.functions.stream.Timed;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Optional;

/** Passes the last record of a period that opens when the first one comes. */
final class LastByArrival<T> implements Operator<T, T> {
  private final StateSpec<Timed<T>> last;

  /** At the end of all input nothing waits for the clock. */
  private final TimerSpec over = TimerSpec.eventTime("over");

  private final TimerSpec end = TimerSpec.processingTime("end");
  private final Type type;
  private final long withinMs;

  LastByArrival(Type type, long withinMs) {
    this.last = StateSpec.of("last", Timed.<T>type(type));
    this.type = type;
    this.withinMs = withinMs;
  }

  @Override
  public List<StateDeclaration> states() {
    return List.of(last);
  }

  @Override
  public List<TimerSpec> timers() {
    return List.of(end, over);
  }

  @Override
  public Optional<Type> resultType() {
    return Optional.of(type);
  }

  @Override
  public void onRecord(T value, Context context, Output<T> output) {
    if (context.getOr(last, null) == null) {
      context.setTimer(end, context.nowMs() + withinMs);
      context.setTimer(over, Long.MAX_VALUE);
    }
    context.put(last, new Timed<>(context.eventTimeMs(), value));
  }

  @Override
  public void onTimer(Timer timer, Context context, Output<T> output) {
    Timed<T> passing = context.getOr(last, null);
    if (passing == null) {
      return;
    }
    context.remove(last);
    long clock = context.watermarkMs();
    long timeMs = passing.timeMs();
    output.emit(passing.value(), clock == Long.MAX_VALUE ? timeMs : Math.max(timeMs, clock));
  }
}
