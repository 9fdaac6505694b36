package io.millrace.functions.keyed;

import io.millrace.functions.Context;
import io.millrace.functions.MapSpec;
import io.millrace.functions.MapState;
import io.millrace.functions.StateDeclaration;
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
 * sketches need a few kilobytes per key instead.
 *
 * @param <T> the type of values it reads
 * @param <E> the type of what is counted: what may be the key of a topic
 */
public final class DistinctCount<T, E> implements Operator<T, Long> {
  private final MapSpec<E, Boolean> seen;
  private final Function<? super T, ? extends E> element;

  private DistinctCount(MapSpec<E, Boolean> seen, Function<? super T, ? extends E> element) {
    this.seen = seen;
    this.element = Objects.requireNonNull(element, "element");
  }

  /** Counts different elements; a null element is not counted. */
  public static <T, E> DistinctCount<T, E> of(
      Class<E> type, Function<? super T, ? extends E> element) {
    return new DistinctCount<>(MapSpec.of("seen", type, Boolean.class), element);
  }

  /** This, starting anew so long (processing time) after the last new element came. */
  public DistinctCount<T, E> expireAfter(Duration sinceNew) {
    return new DistinctCount<>(seen.expireAfter(sinceNew), element);
  }

  @Override
  public List<StateDeclaration> states() {
    return List.of(seen);
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
    if (!known.contains(one)) {
      known.put(one, true);
      output.emit((long) known.size(), context.eventTimeMs());
    }
  }
}
