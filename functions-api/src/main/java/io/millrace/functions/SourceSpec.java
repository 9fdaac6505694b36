package io.millrace.functions;

import io.millrace.functions.connect.Source;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * Declares how a topic is fed from outside. Made by {@link ApplicationBuilder#source}.
 *
 * @param <T> the type of the topic's values
 */
public final class SourceSpec<T> {

  /** What happens to input that cannot be read as a value of the topic's type. */
  public enum Malformed {
    /** The application stops, naming file and line: the default. */
    STOP,
    /** It is counted and dropped. */
    SKIP,
    /** It goes to the topic's dead-letter topic, {@code NAME.dead-letter}. */
    DEAD_LETTER
  }

  private final Topic<T> topic;
  private final Source<T> source;
  private String name;
  private ToLongFunction<? super T> eventTime;
  private Duration disorder = Duration.ZERO;
  private Duration idleAfter;
  private Duration alignment;
  private Malformed malformed = Malformed.STOP;

  SourceSpec(Topic<T> topic, Source<T> source) {
    this.topic = Objects.requireNonNull(topic, "topic");
    this.source = Objects.requireNonNull(source, "source");
    this.name = topic.name();
  }

  /** Names the source; needed where two sources feed one topic. The topic's name if not. */
  public SourceSpec<T> name(String name) {
    this.name = Objects.requireNonNull(name);
    return this;
  }

  /** Takes event time, ms since 1970, from the value; the time of reading if not. */
  public SourceSpec<T> eventTime(ToLongFunction<? super T> extractor) {
    this.eventTime = Objects.requireNonNull(extractor);
    return this;
  }

  /** How much earlier than the latest record so far a record of the same split may be. */
  public SourceSpec<T> disorder(Duration bound) {
    this.disorder = Objects.requireNonNull(bound);
    return this;
  }

  /** A split that gave nothing for this long no longer holds back event time. */
  public SourceSpec<T> idleAfter(Duration silence) {
    this.idleAfter = Objects.requireNonNull(silence);
    return this;
  }

  /**
   * Lets a split that is ahead of the slowest split of this source by more than this, in event
   * time, wait for it. Splits that end or are idle are not waited for; so an unbounded source needs
   * {@link #idleAfter} as well. Without it, each split is read as fast as it can be.
   */
  public SourceSpec<T> alignWithin(Duration maxDrift) {
    this.alignment = Objects.requireNonNull(maxDrift);
    return this;
  }

  /** What happens to malformed input. */
  public SourceSpec<T> onMalformed(Malformed policy) {
    this.malformed = Objects.requireNonNull(policy);
    return this;
  }

  /** The topic that is fed. */
  public Topic<T> topic() {
    return topic;
  }

  /** What feeds it. */
  public Source<T> source() {
    return source;
  }

  /** Unique within the application; the source's progress is kept by this name. */
  public String name() {
    return name;
  }

  /** Where event time comes from. */
  public Optional<ToLongFunction<? super T>> eventTime() {
    return Optional.ofNullable(eventTime);
  }

  /** The bound of disorder. */
  public Duration disorder() {
    return disorder;
  }

  /** When a split counts as idle. */
  public Optional<Duration> idleAfter() {
    return Optional.ofNullable(idleAfter);
  }

  /** How far a split may be ahead of the slowest one. */
  public Optional<Duration> alignment() {
    return Optional.ofNullable(alignment);
  }

  /** What happens to malformed input. */
  public Malformed malformed() {
    return malformed;
  }
}
