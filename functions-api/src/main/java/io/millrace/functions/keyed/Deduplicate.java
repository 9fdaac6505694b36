package io.millrace.functions.keyed;

import io.millrace.functions.Spans;
import io.millrace.functions.TypeRef;
import io.millrace.functions.stream.Operator;
import java.lang.reflect.Type;
import java.time.Duration;

/**
 * Passes one of several records with the same key. A first record opens a period of a given length,
 * and all records of the key within it are duplicates; the next record after it opens another.
 *
 * <p>By event time, records are looked at in the order of event time once the event clock has
 * passed them, whatever order they came in; late ones are dropped and counted. By arrival, they are
 * looked at as they come, and the period goes by processing time.
 *
 * <table>
 *   <caption>What passes</caption>
 *   <tr><th></th><th>which</th><th>when</th></tr>
 *   <tr><td>{@link #firstByArrival}</td><td>first that came</td><td>at once</td></tr>
 *   <tr><td>{@link #lastByArrival}</td><td>last that came</td><td>at the end of the period</td></tr>
 *   <tr><td>{@link #firstByEventTime}</td><td>earliest</td><td>the event clock passed it</td></tr>
 *   <tr><td>{@link #lastByEventTime}</td><td>latest</td><td>the event clock passed the period</td></tr>
 * </table>
 *
 * @param type the type of values
 */
public record Deduplicate<T>(Type type) {

  /** For values of a type. */
  public static <T> Deduplicate<T> of(Class<T> type) {
    return new Deduplicate<>(type);
  }

  /** For values of a type, which may be generic. */
  public static <T> Deduplicate<T> of(TypeRef<T> type) {
    return new Deduplicate<>(type.type());
  }

  /** The first that comes, with its own event time. */
  public Operator<T, T> firstByArrival(Duration within) {
    return new FirstByArrival<>(type, Spans.notNegative("within", within));
  }

  /**
   * The last that came when the period ends; its own event time, or the event clock if that is
   * later.
   */
  public Operator<T, T> lastByArrival(Duration within) {
    return new LastByArrival<>(type, Spans.millis("within", within));
  }

  /** The earliest, with its own event time. */
  public Operator<T, T> firstByEventTime(Duration within) {
    return new FirstByEventTime<>(type, Spans.millis("within", within));
  }

  /** The latest; its event time is the last one within the period. */
  public Operator<T, T> lastByEventTime(Duration within) {
    return new LastByEventTime<>(type, Spans.millis("within", within));
  }
}
