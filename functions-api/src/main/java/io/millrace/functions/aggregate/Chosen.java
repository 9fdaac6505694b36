package io.millrace.functions.aggregate;

import io.millrace.functions.TypeRef;
import java.lang.reflect.Type;
import java.util.Comparator;

/**
 * The accumulator of aggregates that choose one of the values: the best so far.
 *
 * @param value null if there was none
 * @param eventTimeMs when it happened, ms since 1970
 */
public record Chosen<T>(T value, long eventTimeMs) {

  /** Nothing chosen yet. */
  static <T> Chosen<T> none() {
    return new Chosen<>(null, Long.MIN_VALUE);
  }

  static Type type(Type valueType) {
    return TypeRef.generic(Chosen.class, valueType).type();
  }

  /**
   * Chooses the least by {@code order}, the earliest by event time of those that are equal, the
   * first that arrived of those that happened at the same time.
   */
  static <T> Aggregate<T, Chosen<T>, T> least(Comparator<? super T> order, Class<T> type) {
    return new FunctionalAggregate<>(
        type(type),
        type,
        none(),
        (chosen, value, ms) ->
            isBetter(value, ms, chosen, order) ? new Chosen<>(value, ms) : chosen,
        (earlier, later) ->
            later.value != null && isBetter(later.value, later.eventTimeMs, earlier, order)
                ? later
                : earlier,
        Chosen::value);
  }

  /** Chooses the earliest by event time, the first that arrived of those at the same time. */
  static <T> Aggregate<T, Chosen<T>, T> first(Class<T> type) {
    return new FunctionalAggregate<>(
        type(type),
        type,
        none(),
        (chosen, value, ms) ->
            chosen.value == null || ms < chosen.eventTimeMs ? new Chosen<>(value, ms) : chosen,
        (earlier, later) ->
            earlier.value == null
                    || (later.value != null && later.eventTimeMs < earlier.eventTimeMs)
                ? later
                : earlier,
        Chosen::value);
  }

  /** Chooses the latest by event time, the last that arrived of those at the same time. */
  static <T> Aggregate<T, Chosen<T>, T> last(Type type) {
    return new FunctionalAggregate<>(
        type(type),
        type,
        none(),
        (chosen, value, ms) -> ms >= chosen.eventTimeMs ? new Chosen<>(value, ms) : chosen,
        (earlier, later) ->
            later.value != null && later.eventTimeMs >= earlier.eventTimeMs ? later : earlier,
        Chosen::value);
  }

  private static <T> boolean isBetter(
      T value, long ms, Chosen<T> chosen, Comparator<? super T> order) {
    if (chosen.value == null) {
      return true;
    }
    int compared = order.compare(value, chosen.value);
    return compared < 0 || (compared == 0 && ms < chosen.eventTimeMs);
  }
}
