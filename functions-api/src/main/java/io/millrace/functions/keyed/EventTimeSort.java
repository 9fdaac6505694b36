package io.millrace.functions.keyed;

import io.millrace.functions.Context;
import io.millrace.functions.ListSpec;
import io.millrace.functions.StateDeclaration;
import io.millrace.functions.Timer;
import io.millrace.functions.TimerSpec;
import io.millrace.functions.Topic;
import io.millrace.functions.TypeRef;
import io.millrace.functions.stream.Operator;
import io.millrace.functions.stream.Output;
import io.millrace.functions.stream.TimeOrdered;
import io.millrace.functions.stream.Timed;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Puts the records of a key into the order of event time: each is held until the event clock has
 * passed it. Records of the same time stay in the order in which they came, unless {@link #thenBy}
 * says otherwise.
 *
 * <p>Late records are dropped and counted, or go to another topic.
 */
public final class EventTimeSort<T> implements Operator<T, T> {
  private final ListSpec<Timed<T>> held;
  private final TimerSpec passed = TimerSpec.eventTime("passed");
  private final Type type;
  private final Comparator<? super T> ties;
  private final Topic<T> late;

  private EventTimeSort(Type type, Comparator<? super T> ties, Topic<T> late) {
    this.held = Timed.list("held", type);
    this.type = type;
    this.ties = ties;
    this.late = late;
  }

  /** Sorts values of a type. */
  public static <T> EventTimeSort<T> of(Class<T> type) {
    return of(TypeRef.of(type));
  }

  /** Sorts values of a type, which may be generic. */
  public static <T> EventTimeSort<T> of(TypeRef<T> type) {
    return new EventTimeSort<>(type.type(), null, null);
  }

  /** This, with records of the same event time in this order. */
  public EventTimeSort<T> thenBy(Comparator<? super T> ties) {
    return new EventTimeSort<>(type, Objects.requireNonNull(ties, "ties"), late);
  }

  /** This, with late records going to a topic, with their own event times. */
  public EventTimeSort<T> lateTo(Topic<T> topic) {
    return new EventTimeSort<>(type, ties, Objects.requireNonNull(topic, "topic"));
  }

  @Override
  public List<StateDeclaration> states() {
    return List.of(held);
  }

  @Override
  public List<TimerSpec> timers() {
    return List.of(passed);
  }

  @Override
  public List<Topic<?>> emits() {
    return late == null ? List.of() : List.of(late);
  }

  @Override
  public Optional<Type> resultType() {
    return Optional.of(type);
  }

  @Override
  public void onRecord(T value, Context context, Output<T> output) {
    long timeMs = context.eventTimeMs();
    if (timeMs >= context.watermarkMs()) {
      int at = new TimeOrdered<>(context.list(held)).insert(new Timed<>(timeMs, value));
      if (at == 0) {
        context.setTimer(passed, timeMs + 1);
      }
    } else if (late == null) {
      context.countLateDropped();
    } else {
      context.emit(late, value);
    }
  }

  @Override
  public void onTimer(Timer timer, Context context, Output<T> output) {
    TimeOrdered<Timed<T>> list = new TimeOrdered<>(context.list(held));
    int count = list.countBefore(context.watermarkMs());
    List<Timed<T>> ready = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      ready.add(list.get(i));
    }
    if (ties != null) {
      ready.sort(
          Comparator.<Timed<T>>comparingLong(Timed::timeMs).thenComparing(Timed::value, ties));
    }
    list.removeFirst(count);
    if (!list.isEmpty()) {
      context.setTimer(passed, list.timeMs(0) + 1);
    }
    ready.forEach(timed -> output.emit(timed.value(), timed.timeMs()));
  }
}
