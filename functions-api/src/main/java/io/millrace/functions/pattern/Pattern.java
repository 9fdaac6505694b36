package io.millrace.functions.pattern;

import io.millrace.functions.Spans;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * A sequence of steps that records of one key are to take. Immutable: each method returns another
 * pattern. Quantifiers and conditions are about the step or group that was added last.
 *
 * <pre>{@code
 * Pattern.<Action>begin("claim").where(a -> a.kind() == CLAIM)
 *     .followedBy("refund").where((a, match) -> a.coupon().equals(match.last("claim").coupon()))
 *     .within(Duration.ofMinutes(30))
 * }</pre>
 *
 * <p>Nothing is refused here. Whoever uses the pattern is told all its faults at once.
 *
 * @param <T> the type of records
 */
public final class Pattern<T> {
  private final List<Element<T>> elements;
  private final long withinMs;
  private final long gapMs;
  private final Skip skip;
  private final List<String> faults;

  private Pattern(
      List<Element<T>> elements, long withinMs, long gapMs, Skip skip, List<String> faults) {
    this.elements = List.copyOf(elements);
    this.withinMs = withinMs;
    this.gapMs = gapMs;
    this.skip = skip;
    this.faults = List.copyOf(faults);
  }

  private static <T> Pattern<T> of(Element<T> element) {
    return new Pattern<>(List.of(element), Long.MAX_VALUE, Long.MAX_VALUE, Skip.none(), List.of());
  }

  /** Begins with a step. */
  public static <T> Pattern<T> begin(String name) {
    return of(Element.step(Join.FOLLOWED_BY_ANY, Objects.requireNonNull(name, "name")));
  }

  /** Begins with a group. */
  public static <T> Pattern<T> begin(Pattern<T> group) {
    return of(Element.group(Join.FOLLOWED_BY_ANY, List.of(group)));
  }

  /** Any one of several patterns: as many matches as the alternatives have together. */
  @SafeVarargs
  public static <T> Pattern<T> either(Pattern<T>... alternatives) {
    List<Pattern<T>> all = new ArrayList<>();
    for (Pattern<T> alternative : alternatives) {
      all.add(alternative);
    }
    return either(all);
  }

  /** Any one of several patterns. */
  public static <T> Pattern<T> either(List<Pattern<T>> alternatives) {
    return of(Element.group(Join.FOLLOWED_BY_ANY, List.copyOf(alternatives)));
  }

  /** A step that takes the very next record. */
  public Pattern<T> next(String name) {
    return plus(Join.NEXT, name);
  }

  /** A group that begins with the very next record. */
  public Pattern<T> next(Pattern<T> group) {
    return plus(Join.NEXT, group);
  }

  /** A step that takes the next record that fits; others may come before it. */
  public Pattern<T> followedBy(String name) {
    return plus(Join.FOLLOWED_BY, name);
  }

  /** A group that begins with the next record that fits. */
  public Pattern<T> followedBy(Pattern<T> group) {
    return plus(Join.FOLLOWED_BY, group);
  }

  /** A step that takes any later record that fits: a match for each. */
  public Pattern<T> followedByAny(String name) {
    return plus(Join.FOLLOWED_BY_ANY, name);
  }

  /** A group that begins with any later record that fits. */
  public Pattern<T> followedByAny(Pattern<T> group) {
    return plus(Join.FOLLOWED_BY_ANY, group);
  }

  /** The very next record must not fit this. */
  public Pattern<T> notNext(String name) {
    return plus(Join.NOT_NEXT, name);
  }

  /**
   * No record may fit this up to the record of the next step, that one included; as the last step,
   * until the time is over.
   */
  public Pattern<T> notFollowedBy(String name) {
    return plus(Join.NOT_FOLLOWED_BY, name);
  }

  private Pattern<T> plus(Join join, String name) {
    return plus(Element.step(join, Objects.requireNonNull(name, "name")));
  }

  private Pattern<T> plus(Join join, Pattern<T> group) {
    return plus(Element.group(join, List.of(group)));
  }

  private Pattern<T> plus(Element<T> element) {
    List<Element<T>> more = new ArrayList<>(elements);
    more.add(element);
    return new Pattern<>(more, withinMs, gapMs, skip, faults);
  }

  /** A condition on the record alone; several must all hold. */
  public Pattern<T> where(Predicate<? super T> condition) {
    return where(Condition.<T>of(condition));
  }

  /** A condition that sees what was matched before. */
  public Pattern<T> where(Condition<T> condition) {
    return changed(
        "where", e -> e.fitting(e.condition() == null ? condition : e.condition().and(condition)));
  }

  /** Another way to fit: all conditions so far, or this one. */
  public Pattern<T> or(Predicate<? super T> condition) {
    return or(Condition.<T>of(condition));
  }

  /** Another way to fit, which sees what was matched before. */
  public Pattern<T> or(Condition<T> condition) {
    if (last().condition() == null && !last().isGroup()) {
      return faulty("or() without a where() before it: step=" + label(last()));
    }
    return changed("or", e -> e.fitting(e.condition().or(condition)));
  }

  /** The record must be of this class. */
  public Pattern<T> subtype(Class<? extends T> type) {
    return where(Condition.<T>of(type::isInstance));
  }

  /** The record must be of this class, and then fit a condition. */
  public <S extends T> Pattern<T> subtype(Class<S> type, Predicate<? super S> condition) {
    return where(
        Condition.<T>of(value -> type.isInstance(value) && condition.test(type.cast(value))));
  }

  private Pattern<T> changed(String what, UnaryOperator<Element<T>> change) {
    return last().isGroup() ? faulty(what + "() of a group: say it of its steps") : with(change);
  }

  /** Exactly so many times. */
  public Pattern<T> times(int count) {
    return times(count, count);
  }

  /** From {@code from} to {@code to} times, a match for each number of times. */
  public Pattern<T> times(int from, int to) {
    if (from < 1 || to < from) {
      return faulty(
          "times out of range: step="
              + label(last())
              + ", from="
              + from
              + ", to="
              + to
              + "; from 1 on, and optional() for none");
    }
    return repeated(from, to);
  }

  /** At least so many times. */
  public Pattern<T> timesOrMore(int count) {
    return count < 1 ? times(count, count) : repeated(count, Integer.MAX_VALUE);
  }

  /** At least once. */
  public Pattern<T> oneOrMore() {
    return repeated(1, Integer.MAX_VALUE);
  }

  private Pattern<T> repeated(int min, int max) {
    Element.Repeat repeat = last().repeat();
    if (repeat.min() != 1 || repeat.max() != 1) {
      return faulty("more than one number of times: step=" + label(last()) + "; give one");
    }
    return quantified(
        e -> e.repeating(new Element.Repeat(min, max, repeat.optional(), repeat.greedy())));
  }

  /** May be left out. */
  public Pattern<T> optional() {
    Element.Repeat repeat = last().repeat();
    return quantified(
        e -> e.repeating(new Element.Repeat(repeat.min(), repeat.max(), true, repeat.greedy())));
  }

  /** As often as possible: not left, or left out, as long as a record could be one more of it. */
  public Pattern<T> greedy() {
    Element.Repeat repeat = last().repeat();
    return quantified(
        e -> e.repeating(new Element.Repeat(repeat.min(), repeat.max(), repeat.optional(), true)));
  }

  /** Each repetition takes the very next record. */
  public Pattern<T> consecutive() {
    return quantified(e -> e.joinedInside(Join.NEXT));
  }

  /** Each repetition takes any later record that fits. */
  public Pattern<T> allowCombinations() {
    return quantified(e -> e.joinedInside(Join.FOLLOWED_BY_ANY));
  }

  /** Ends the loop for good: the record that fits this, and all later ones, are no part of it. */
  public Pattern<T> until(Predicate<? super T> condition) {
    return until(Condition.<T>of(condition));
  }

  /** Ends the loop for good, by a condition that sees what was matched before. */
  public Pattern<T> until(Condition<T> condition) {
    return quantified(e -> e.endedBy(condition));
  }

  /** At most this long from one repetition to the next. */
  public Pattern<T> repeatWithin(Duration time) {
    return Spans.fault("repeatWithin", time)
        .map(this::faulty)
        .orElseGet(() -> quantified(e -> e.repeatingWithin(time.toMillis())));
  }

  private Pattern<T> quantified(UnaryOperator<Element<T>> change) {
    return last().join().isNot()
        ? faulty("quantifier of a not-step: step=" + label(last()))
        : with(change);
  }

  /** At most this long from the first record to the last. */
  public Pattern<T> within(Duration time) {
    return Spans.fault("within", time)
        .map(this::faulty)
        .orElseGet(
            () ->
                new Pattern<>(elements, Math.min(withinMs, time.toMillis()), gapMs, skip, faults));
  }

  /** At most this long from each record to the next one of the match. */
  public Pattern<T> withinBetweenSteps(Duration time) {
    return Spans.fault("withinBetweenSteps", time)
        .map(this::faulty)
        .orElseGet(
            () ->
                new Pattern<>(elements, withinMs, Math.min(gapMs, time.toMillis()), skip, faults));
  }

  /** What a match spoils; {@link Skip#none} if not said. */
  public Pattern<T> skip(Skip afterMatch) {
    return new Pattern<>(elements, withinMs, gapMs, Objects.requireNonNull(afterMatch), faults);
  }

  private Element<T> last() {
    return elements.get(elements.size() - 1);
  }

  private static String label(Element<?> element) {
    return element.isGroup() ? "(group)" : element.name();
  }

  private Pattern<T> with(UnaryOperator<Element<T>> change) {
    List<Element<T>> changed = new ArrayList<>(elements);
    changed.set(changed.size() - 1, change.apply(last()));
    return new Pattern<>(changed, withinMs, gapMs, skip, faults);
  }

  private Pattern<T> faulty(String fault) {
    return withFaults(List.of(fault));
  }

  /** This pattern, with faults to be told with those that it has. */
  Pattern<T> withFaults(List<String> others) {
    List<String> more = new ArrayList<>(faults);
    more.addAll(others);
    return new Pattern<>(elements, withinMs, gapMs, skip, more);
  }

  List<Element<T>> elements() {
    return elements;
  }

  /** {@link Long#MAX_VALUE} if there is no bound. */
  long withinMs() {
    return withinMs;
  }

  /** {@link Long#MAX_VALUE} if there is no bound. */
  long gapMs() {
    return gapMs;
  }

  Skip skip() {
    return skip;
  }

  List<String> faults() {
    return faults;
  }
}
