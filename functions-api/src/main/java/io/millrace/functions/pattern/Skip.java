package io.millrace.functions.pattern;

import java.util.Objects;

/**
 * What a match spoils: which other matches of the same key, complete or partial, are dropped once
 * it is told. Matches are told in the order in which they become complete; of those that become
 * complete together, the one that took the earlier record at the first difference comes first.
 *
 * @param kind what is dropped
 * @param step the step that {@link Kind#TO_FIRST} and {@link Kind#TO_LAST} are about; else null
 * @param orFail whether a match in which that step took no record is a failure; else it spoils
 *     nothing
 */
public record Skip(Kind kind, String step, boolean orFail) {

  /** What is dropped. */
  public enum Kind {
    NONE,
    TO_NEXT,
    PAST_LAST,
    TO_FIRST,
    TO_LAST
  }

  public Skip {
    Objects.requireNonNull(kind, "kind");
  }

  /** Nothing: every match is told. */
  public static Skip none() {
    return new Skip(Kind.NONE, null, false);
  }

  /** What began with the same record: at most one match for each first record. */
  public static Skip toNext() {
    return new Skip(Kind.TO_NEXT, null, false);
  }

  /** What began before the match ended: no record is part of two matches. */
  public static Skip pastLast() {
    return new Skip(Kind.PAST_LAST, null, false);
  }

  /** What began before the first record that {@code step} took. */
  public static Skip toFirst(String step) {
    return new Skip(Kind.TO_FIRST, Objects.requireNonNull(step, "step"), false);
  }

  /** What began before the last record that {@code step} took. */
  public static Skip toLast(String step) {
    return new Skip(Kind.TO_LAST, Objects.requireNonNull(step, "step"), false);
  }

  /** The same; a match in which the step took no record fails. */
  public Skip failingIfMissing() {
    return new Skip(kind, step, true);
  }
}
