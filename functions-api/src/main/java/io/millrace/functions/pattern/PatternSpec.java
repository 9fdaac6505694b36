package io.millrace.functions.pattern;

import java.util.List;
import java.util.Objects;

/**
 * A {@link Pattern} as data, for JSON and state.
 *
 * @param steps at least one
 * @param withinMs longest time from the first record to the last; null for any
 * @param withinBetweenStepsMs longest time from each record to the next; null for any
 * @param skip what a match spoils; null for nothing
 */
public record PatternSpec(
    List<StepSpec> steps, Long withinMs, Long withinBetweenStepsMs, Skip skip) {
  public PatternSpec {
    Objects.requireNonNull(steps, "steps");
  }
}
