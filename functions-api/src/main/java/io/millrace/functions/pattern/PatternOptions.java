package io.millrace.functions.pattern;

import io.millrace.functions.Topic;
import io.millrace.functions.TypeRef;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * How patterns are looked for. Immutable.
 *
 * @param <T> the type of records
 */
public final class PatternOptions<T> {
  private static final int PARTIAL_MATCHES = 10_000;

  /** What happens when a key has more partial matches than are allowed. */
  public enum Overflow {
    /** The record fails; what then happens is for the function's failure policy. */
    FAIL,
    /** The oldest is dropped and counted. */
    DROP_OLDEST
  }

  /** Where partial matches go that were given up. */
  record UnfinishedOutput<T, U>(
      Topic<U> topic, Function<? super Unfinished<T>, ? extends U> select) {}

  private final TypeRef<T> type;
  private final boolean processingTime;
  private final Comparator<? super T> equalTimes;
  private final Topic<T> late;
  private final UnfinishedOutput<T, ?> unfinished;
  private final int partialMatches;
  private final Overflow overflow;

  private PatternOptions(
      TypeRef<T> type,
      boolean processingTime,
      Comparator<? super T> equalTimes,
      Topic<T> late,
      UnfinishedOutput<T, ?> unfinished,
      int partialMatches,
      Overflow overflow) {
    this.type = type;
    this.processingTime = processingTime;
    this.equalTimes = equalTimes;
    this.late = late;
    this.unfinished = unfinished;
    this.partialMatches = partialMatches;
    this.overflow = overflow;
  }

  /** Event time, for records of a class. */
  public static <T> PatternOptions<T> of(Class<T> type) {
    return of(TypeRef.<T>of(type));
  }

  /** Event time, for records of a generic type. */
  public static <T> PatternOptions<T> of(TypeRef<T> type) {
    Objects.requireNonNull(type, "type");
    return new PatternOptions<>(type, false, null, null, null, PARTIAL_MATCHES, Overflow.FAIL);
  }

  /**
   * Takes records as they come, at the time at which they come. Else they are put in order of event
   * time, which takes until the watermark has passed them.
   */
  public PatternOptions<T> inProcessingTime() {
    return new PatternOptions<>(type, true, equalTimes, late, unfinished, partialMatches, overflow);
  }

  /** Puts records of the same event time in this order; else they stay in order of arrival. */
  public PatternOptions<T> equalTimesBy(Comparator<? super T> order) {
    return new PatternOptions<>(
        type, processingTime, order, late, unfinished, partialMatches, overflow);
  }

  /** Sends records that come after the watermark to a topic; else they are dropped and counted. */
  public PatternOptions<T> lateTo(Topic<T> topic) {
    return new PatternOptions<>(
        type, processingTime, equalTimes, topic, unfinished, partialMatches, overflow);
  }

  /** Sends partial matches that are given up to a topic; null is not sent. */
  public <U> PatternOptions<T> unfinishedTo(
      Topic<U> topic, Function<? super Unfinished<T>, ? extends U> select) {
    return new PatternOptions<>(
        type,
        processingTime,
        equalTimes,
        late,
        new UnfinishedOutput<T, U>(topic, select),
        partialMatches,
        overflow);
  }

  /** Allows a key so many partial matches; 10,000 if not said, and more is a failure. */
  public PatternOptions<T> atMost(int count, Overflow beyond) {
    if (count < 1) {
      throw new IllegalArgumentException(
          "partial matches out of range: count=" + count + "; at least 1");
    }
    return new PatternOptions<>(type, processingTime, equalTimes, late, unfinished, count, beyond);
  }

  TypeRef<T> type() {
    return type;
  }

  boolean isProcessingTime() {
    return processingTime;
  }

  Optional<Comparator<? super T>> equalTimes() {
    return Optional.ofNullable(equalTimes);
  }

  Optional<Topic<T>> late() {
    return Optional.ofNullable(late);
  }

  Optional<UnfinishedOutput<T, ?>> unfinished() {
    return Optional.ofNullable(unfinished);
  }

  int partialMatches() {
    return partialMatches;
  }

  Overflow overflow() {
    return overflow;
  }
}
