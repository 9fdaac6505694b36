package io.millrace.functions.stream;

import io.millrace.functions.Topic;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * How records of one topic become records of another. It is done by whoever puts a record on the
 * first topic, before anything is encoded or sent: in the source's reader, in the client's session,
 * in the function that emits. Event time is kept, so the watermark of the second topic is that of
 * the first.
 *
 * <p>An exception counts as one of whoever puts the record: malformed input of a source, a failed
 * call of a function.
 *
 * @param <T> the type of values on the first topic
 * @param <R> the type of values on the second
 */
public final class Derivation<T, R> {
  private final Topic<T> from;
  private final Topic<R> to;
  private final Step<T, Object> step;
  private final Function<Object, ?> key;
  private final Combiner<Object, R> combiner;
  private final String text;

  @SuppressWarnings("unchecked")
  private Derivation(
      Topic<T> from,
      Topic<R> to,
      Step<T, ?> step,
      Function<?, ?> key,
      Combiner<?, R> combiner,
      String text) {
    this.from = Objects.requireNonNull(from, "from");
    this.to = Objects.requireNonNull(to, "to");
    this.step = (Step<T, Object>) Objects.requireNonNull(step, "step");
    this.key = (Function<Object, ?>) key;
    this.combiner = (Combiner<Object, R>) combiner;
    this.text = text;
  }

  /**
   * Values through a stateless step; the second topic's own key.
   *
   * @param text the step for people: {@code filter, map}
   */
  public static <T, R> Derivation<T, R> of(
      Topic<T> from, Topic<R> to, Step<T, R> step, String text) {
    return new Derivation<>(from, to, step, null, null, text);
  }

  /**
   * Values through a stateless step, then combined by {@code key}, which is what they travel by.
   */
  public static <T, U, R> Derivation<T, R> combined(
      Topic<T> from,
      Topic<R> to,
      Step<T, U> step,
      Function<? super U, ?> key,
      Combiner<U, R> combiner,
      String text) {
    return new Derivation<>(
        from, to, step, Objects.requireNonNull(key), Objects.requireNonNull(combiner), text);
  }

  /** Whose records are read. */
  public Topic<T> from() {
    return from;
  }

  /** Where the results are put. */
  public Topic<R> to() {
    return to;
  }

  /** What is done to each value. */
  public Step<T, Object> step() {
    return step;
  }

  /** The key of a value that is combined. */
  public Object keyOf(Object value) {
    return key.apply(value);
  }

  /** How values are combined on the way, if they are. */
  public Optional<Combiner<Object, R>> combiner() {
    return Optional.ofNullable(combiner);
  }

  @Override
  public String toString() {
    return text;
  }
}
