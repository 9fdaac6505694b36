package io.millrace.functions.keyed;

import io.millrace.functions.Context;
import io.millrace.functions.ListSpec;
import io.millrace.functions.StateDeclaration;
import io.millrace.functions.StateSpec;
import io.millrace.functions.Timer;
import io.millrace.functions.TimerSpec;
import io.millrace.functions.stream.Operator;
import io.millrace.functions.stream.Output;
import io.millrace.functions.stream.TimeOrdered;
import io.millrace.functions.stream.Timed;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Optional;

/** Passes the earliest record of a period that opens at its event time. */
final class FirstByEventTime<T> implements Operator<T, T> {
  private final ListSpec<Timed<T>> waiting;
  private final StateSpec<Long> end = StateSpec.of("end", Long.class);
  private final TimerSpec due = TimerSpec.eventTime("due");
  private final Type type;
  private final long withinMs;

  FirstByEventTime(Type type, long withinMs) {
    this.waiting = Timed.list("waiting", type);
    this.type = type;
    this.withinMs = withinMs;
  }

  @Override
  public List<StateDeclaration> states() {
    return List.of(waiting, end);
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
    } else if (timeMs >= context.getOr(end, Long.MIN_VALUE)) {
      int at = new TimeOrdered<>(context.list(waiting)).insert(new Timed<>(timeMs, value));
      if (at == 0) {
        context.setTimer(due, timeMs + 1);
      }
    }
  }

  @Override
  public void onTimer(Timer timer, Context context, Output<T> output) {
    TimeOrdered<Timed<T>> list = new TimeOrdered<>(context.list(waiting));
    long endMs = context.getOr(end, Long.MIN_VALUE);
    int at = 0;
    while (at < list.size()) {
      Timed<T> next = list.get(at);
      if (next.timeMs() >= endMs) {
        if (next.timeMs() >= context.watermarkMs()) {
          context.setTimer(due, next.timeMs() + 1);
          break;
        }
        endMs = next.timeMs() + withinMs;
        output.emit(next.value(), next.timeMs());
      }
      at++;
    }
    list.removeFirst(at);
    if (endMs <= context.watermarkMs()) {
      context.remove(end);
    } else {
      context.put(end, endMs);
      context.setTimer(due, endMs);
    }
  }
}
