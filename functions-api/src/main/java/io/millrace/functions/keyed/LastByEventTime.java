package io.millrace.functions.keyed;

import io.millrace.functions.Context;
import io.millrace.functions.ListSpec;
import io.millrace.functions.StateDeclaration;
import io.millrace.functions.Timer;
import io.millrace.functions.TimerSpec;
import io.millrace.functions.stream.Operator;
import io.millrace.functions.stream.Output;
import io.millrace.functions.stream.TimeOrdered;
import io.millrace.functions.stream.Timed;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Optional;

/** Passes the latest record of a period that opens at the event time of the earliest. */
final class LastByEventTime<T> implements Operator<T, T> {
  private final ListSpec<Timed<T>> waiting;
  private final TimerSpec due = TimerSpec.eventTime("due");
  private final Type type;
  private final long withinMs;

  LastByEventTime(Type type, long withinMs) {
    this.waiting = Timed.list("waiting", type);
    this.type = type;
    this.withinMs = withinMs;
  }

  @Override
  public List<StateDeclaration> states() {
    return List.of(waiting);
  }

  @Override
  public List<TimerSpec> timers() {
    return List.of(due);
  }

  @Override
  public Optional<Type> resultType() {
    return Optional.of(type);
  }

  @Override
  public void onRecord(T value, Context context, Output<T> output) {
    long timeMs = context.eventTimeMs();
    if (timeMs < context.watermarkMs()) {
      context.countLateDropped();
      return;
    }
    int at = new TimeOrdered<>(context.list(waiting)).insert(new Timed<>(timeMs, value));
    if (at == 0) {
      context.setTimer(due, timeMs + withinMs);
    }
  }

  @Override
  public void onTimer(Timer timer, Context context, Output<T> output) {
    TimeOrdered<Timed<T>> list = new TimeOrdered<>(context.list(waiting));
    while (!list.isEmpty()) {
      long endMs = list.timeMs(0) + withinMs;
      if (endMs > context.watermarkMs()) {
        context.setTimer(due, endMs);
        return;
      }
      int count = list.countBefore(endMs);
      output.emit(list.get(count - 1).value(), endMs - 1);
      list.removeFirst(count);
    }
  }
}
