package io.millrace.functions.stream;

/**
 * Adds up values of one key before they travel. Whoever puts records on a topic may combine any
 * number of them that have the same key and group, or none: what is made of the results must not
 * depend on it.
 *
 * @param <U> the type of values
 * @param <R> the type of what travels instead; immutable
 */
public interface Combiner<U, R> {

  /** Only values of the same group are combined: a window's pane, say. */
  long group(U value, long eventTimeMs);

  /** What one value alone amounts to. */
  R first(U value, long eventTimeMs);

  /** What {@code partial} and one more value amount to. */
  R add(R partial, U value, long eventTimeMs);
}
