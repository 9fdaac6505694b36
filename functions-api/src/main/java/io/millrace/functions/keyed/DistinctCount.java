package io.millrace.functions.keyed;

import io.millrace.functions.Context;
import io.millrace.functions.FunctionSpec;
import io.millrace.functions.MapSpec;
import io.millrace.functions.MapState;
import io.millrace.functions.StateDeclaration;
import io.millrace.functions.StateSpec;
import io.millrace.functions.Timer;
import io.millrace.functions.TimerSpec;
import io.millrace.functions.stream.Operator;
import io.millrace.functions.stream.Output;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * Counts how many different ones a key had, exactly: gives the new count whenever one comes that
 * was not there before. Remembers every one of them; where a per cent of error is good enough,
 * sketches need a few kilobytes per key instead. Or, {@link #atTheEnd}, gives the count once all
 * input has ended.
 *
 * @param <T> the type of values it reads
 * @param <E> the type of what is counted: what may be the key of a topic
 */
public final class DistinctCount<T, E> implements Operator<T, Long> {
  private final MapSpec<E, Boolean> seen;
  private final Function<? super T, ? extends E> element;

  /** When the newest element came that was new, if the count waits for the end. */
  private final StateSpec<Long> newest = StateSpec.of("newest", Long.class);

  private final TimerSpec end = TimerSpec.eventTime("end");
  private final boolean atTheEnd;

  private DistinctCount(
      MapSpec<E, Boolean> seen, Function<? super T, ? extends E> element, boolean atTheEnd) {
    this.seen = seen;
    this.atTheEnd = atTheEnd;
    this.element = Objects.requireNonNull(element, "element");
  }

  /** Counts different elements; a null element is not counted. */
  public static <T, E> DistinctCount<T, E> of(
      Class<E> type, Function<? super T, ? extends E> element) {
    return new DistinctCount<>(MapSpec.of("seen", type, Boolean.class), element, false);
  }

  /** This, starting anew so long (processing time) after the last new element came. */
  public DistinctCount<T, E> expireAfter(Duration sinceNew) {
    return new DistinctCount<>(seen.expireAfter(sinceNew), element, atTheEnd);
  }

  /**
   * This, with the count given once, when all input has ended, with the event time of the latest
   * that was new; nothing expires. In a batch it is so.
   */
  public DistinctCount<T, E> atTheEnd() {
    return new DistinctCount<>(
        MapSpec.of(seen.name(), seen.keyType(), Boolean.class), element, true);
  }

  @Override
  public DistinctCount<T, E> finalOnly() {
    return atTheEnd();
  }

  @Override
  public Duration clockBehind() {
    return atTheEnd ? FunctionSpec.UNTIL_THE_END : Duration.ZERO;
  }

  @Override
  public List<StateDeclaration> states() {
    return atTheEnd ? List.of(seen, newest) : List.of(seen);
  }

  @Override
  public List<TimerSpec> timers() {
    return atTheEnd ? List.of(end) : List.of();
  }

  @Override
  public Optional<Type> resultType() {
    return Optional.of(Long.class);
  }

  @Override
  public void onRecord(T value, Context context, Output<Long> output) {
    E one = element.apply(value);
    if (one == null) {
      return;
    }
    MapState<E, Boolean> known = context.map(seen);
    if (known.contains(one)) {
      return;
    }
    known.put(one, true);
    long timeMs = context.eventTimeMs();
    if (atTheEnd) {
      context.put(newest, Math.max(timeMs, context.getOr(newest, timeMs)));
      context.setTimer(end, Long.MAX_VALUE);
    } else {
      output.emit((long) known.size(), timeMs);
    }
  }

  @Override
  public void onTimer(Timer timer, Context context, Output<Long> output) {
    MapState<E, Boolean> known = context.map(seen);
    output.emit((long) known.size(), context.get(newest).orElseThrow());
    known.clear();
    context.remove(newest);
  }
}
