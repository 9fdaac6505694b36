package io.millrace.functions;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * A named, typed, keyed stream of records inside an application. Declare it once, as a constant.
 *
 * <p>Records of equal keys go to the same partition and keep the order in which one origin sent
 * them. Keys may be strings, booleans, integral numbers (equal numbers are equal keys whatever
 * their type), {@code byte[]}, enums, {@code Instant}, {@code UUID}, and records or lists of these.
 *
 * <p>Immutable; two topics are equal if their names are.
 *
 * @param <T> the type of its values
 */
public final class Topic<T> {
  private final String name;
  private final Type type;
  private final Function<? super T, ?> key;
  private final Duration retention;
  private final boolean broadcast;
  private final Codec<T> codec;

  private Topic(
      String name,
      Type type,
      Function<? super T, ?> key,
      Duration retention,
      boolean broadcast,
      Codec<T> codec) {
    this.name = Objects.requireNonNull(name, "name");
    this.type = Objects.requireNonNull(type, "type");
    this.key = key;
    this.retention = retention;
    this.broadcast = broadcast;
    this.codec = codec;
  }

  /** A topic that is keyed by its whole value until {@link #keyedBy} says otherwise. */
  public static <T> Topic<T> of(String name, Class<T> type) {
    return new Topic<>(name, type, null, null, false, null);
  }

  /** Like {@link #of(String, Class)}, for a generic value type. */
  public static <T> Topic<T> of(String name, TypeRef<T> type) {
    return new Topic<>(name, type.type(), null, null, false, null);
  }

  /** This topic with its key taken from the value. */
  public Topic<T> keyedBy(Function<? super T, ?> extractor) {
    return new Topic<>(name, type, Objects.requireNonNull(extractor), retention, broadcast, codec);
  }

  /** This topic with its records kept in the journal for at least this long, for readers. */
  public Topic<T> retained(Duration atLeast) {
    return new Topic<>(
        name,
        type,
        key,
        Spans.notNegative("topic=" + name + ", retained", atLeast),
        broadcast,
        codec);
  }

  /** This topic with every record going to every partition (rules, coefficients). */
  public Topic<T> broadcast() {
    return new Topic<>(name, type, key, retention, true, codec);
  }

  /** This topic with values encoded by {@code codec}. */
  public Topic<T> encodedBy(Codec<T> codec) {
    return new Topic<>(name, type, key, retention, broadcast, Objects.requireNonNull(codec));
  }

  /** Unique within the application. */
  public String name() {
    return name;
  }

  /** The type of its values. */
  public Type type() {
    return type;
  }

  /** The key of a value; the value itself if the topic is not keyed. */
  public Object keyOf(T value) {
    return key == null ? value : key.apply(value);
  }

  /** Whether {@link #keyedBy} was called. */
  public boolean isKeyed() {
    return key != null;
  }

  /** How long records are kept, if the topic is retained. */
  public Optional<Duration> retention() {
    return Optional.ofNullable(retention);
  }

  /** Whether records go to every partition. */
  public boolean isBroadcast() {
    return broadcast;
  }

  /** The codec given with {@link #encodedBy}. */
  public Optional<Codec<T>> codec() {
    return Optional.ofNullable(codec);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Topic<?> topic && topic.name.equals(name);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  @Override
  public String toString() {
    return name;
  }
}
