package io.millrace.functions.pattern;

import java.util.List;

/**
 * A part of a pattern: a step, a group, or a step that must not be.
 *
 * @param join how it follows what is before; {@link Join#FOLLOWED_BY_ANY} for the first
 * @param name of a step; null for a group
 * @param alternatives of a group; empty for a step
 * @param condition of a step; null if any record fits
 * @param inner how a repetition follows the one before
 * @param until ends the loop; null if nothing does
 * @param repeatWithinMs longest time between repetitions; {@link Long#MAX_VALUE} if any
 */
record Element<T>(
    Join join,
    String name,
    List<Pattern<T>> alternatives,
    Condition<T> condition,
    Repeat repeat,
    Join inner,
    Condition<T> until,
    long repeatWithinMs) {

  /** How often; {@code max} is {@link Integer#MAX_VALUE} if there is no bound. */
  record Repeat(int min, int max, boolean optional, boolean greedy) {
    static final Repeat ONCE = new Repeat(1, 1, false, false);
  }

  static <T> Element<T> step(Join join, String name) {
    return new Element<>(
        join, name, List.of(), null, Repeat.ONCE, Join.FOLLOWED_BY, null, Long.MAX_VALUE);
  }

  static <T> Element<T> group(Join join, List<Pattern<T>> alternatives) {
    return new Element<>(
        join, null, alternatives, null, Repeat.ONCE, Join.FOLLOWED_BY, null, Long.MAX_VALUE);
  }

  boolean isGroup() {
    return name == null;
  }

  boolean isLoop() {
    return repeat.max() > 1;
  }

  Element<T> fitting(Condition<T> other) {
    return new Element<>(join, name, alternatives, other, repeat, inner, until, repeatWithinMs);
  }

  Element<T> repeating(Repeat other) {
    return new Element<>(join, name, alternatives, condition, other, inner, until, repeatWithinMs);
  }

  Element<T> joinedInside(Join other) {
    return new Element<>(join, name, alternatives, condition, repeat, other, until, repeatWithinMs);
  }

  Element<T> endedBy(Condition<T> other) {
    return new Element<>(join, name, alternatives, condition, repeat, inner, other, repeatWithinMs);
  }

  Element<T> repeatingWithin(long ms) {
    return new Element<>(join, name, alternatives, condition, repeat, inner, until, ms);
  }
}
