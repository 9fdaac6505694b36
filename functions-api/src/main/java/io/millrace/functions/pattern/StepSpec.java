package io.millrace.functions.pattern;

import java.util.List;

/**
 * A step or group of a {@link PatternSpec}.
 *
 * @param join {@code next}, {@code followedBy}, {@code followedByAny}, {@code notNext} or {@code
 *     notFollowedBy}; null for the first
 * @param name of a step; null for a group
 * @param type the simple name of the record's class, if there are several; else null
 * @param where what a record has to be; null for any
 * @param either the alternatives of a group, one or more; null for a step
 * @param min how often at least; null for once
 * @param max how often at most; null for {@code min} if that is not given either, else any number
 * @param optional whether it may be left out; null for no
 * @param greedy whether it takes as many as possible; null for no
 * @param inner how repetitions follow each other: {@code next}, {@code followedBy} (or null) or
 *     {@code followedByAny}
 * @param until what ends a loop; null if nothing does
 * @param repeatWithinMs longest time between repetitions; null for any
 */
public record StepSpec(
    String join,
    String name,
    String type,
    ConditionSpec where,
    List<PatternSpec> either,
    Integer min,
    Integer max,
    Boolean optional,
    Boolean greedy,
    String inner,
    ConditionSpec until,
    Long repeatWithinMs) {

  /** A step that takes one record. */
  public static StepSpec step(String join, String name, ConditionSpec where) {
    return new StepSpec(join, name, null, where, null, null, null, null, null, null, null, null);
  }

  /** This step, repeated; {@code max} null for any number. */
  public StepSpec times(Integer from, Integer to) {
    return new StepSpec(
        join, name, type, where, either, from, to, optional, greedy, inner, until, repeatWithinMs);
  }
}
