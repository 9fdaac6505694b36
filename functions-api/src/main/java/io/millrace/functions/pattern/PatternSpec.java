package io.millrace.functions.pattern;

import java.util.List;
import java.util.Objects;

/**
 * A {@link Pattern} as data, for JSON and state.
 *
 * @param steps at least one
 * @param withinMs longest time from the first record to the last; null for any
 * @param withinBetweenStepsMs longest time from each record to the next; null for any
 * @param skip what a match spoils: {@code toNext}, {@code pastLast}, {@code toFirst} or {@code
 *     toLast}; null for nothing
 * @param skipTo the step that {@code toFirst} and {@code toLast} are about; else null
 */
public record PatternSpec(
    List<StepSpec> steps, Long withinMs, Long withinBetweenStepsMs, String skip, String skipTo) {
  public PatternSpec {
    Objects.requireNonNull(steps, "steps");
  }

  /** Steps within a time; any if null. */
  public static PatternSpec of(List<StepSpec> steps, Long withinMs) {
    return new PatternSpec(steps, withinMs, null, null, null);
  }
}
