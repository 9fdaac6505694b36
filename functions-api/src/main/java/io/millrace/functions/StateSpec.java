package io.millrace.functions;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Declares one value per key. Immutable; declare it once, as a constant.
 *
 * @param <T> the type of the value
 */
public final class StateSpec<T> implements StateDeclaration {
  private final String name;
  private final Type type;
  private final Duration expiry;
  private final boolean shared;
  private final Codec<T> codec;

  private StateSpec(String name, Type type, Duration expiry, boolean shared, Codec<T> codec) {
    this.name = Objects.requireNonNull(name, "name");
    this.type = Objects.requireNonNull(type, "type");
    this.expiry = expiry;
    this.shared = shared;
    this.codec = codec;
  }

  /** One value of {@code type} per key. */
  public static <T> StateSpec<T> of(String name, Class<T> type) {
    return new StateSpec<>(name, type, null, false, null);
  }

  /** Like {@link #of(String, Class)}, for a generic type. */
  public static <T> StateSpec<T> of(String name, TypeRef<T> type) {
    return new StateSpec<>(name, type.type(), null, false, null);
  }

  /** Forgets a value this long (processing time) after it was last put. */
  public StateSpec<T> expireAfter(Duration sincePut) {
    return new StateSpec<>(
        name, type, Spans.notNegative("state=" + name + ", expiry", sincePut), shared, codec);
  }

  /**
   * One value per partition instead of per key, written while handling broadcast records only, so
   * that it is the same in all partitions once they have read the same records.
   */
  public StateSpec<T> shared() {
    return new StateSpec<>(name, type, expiry, true, codec);
  }

  /** Encodes values with {@code codec}. */
  public StateSpec<T> encodedBy(Codec<T> codec) {
    return new StateSpec<>(name, type, expiry, shared, Objects.requireNonNull(codec));
  }

  @Override
  public String name() {
    return name;
  }

  /** The type of the value. */
  public Type type() {
    return type;
  }

  /** How long a value lives after it was last put. */
  public Optional<Duration> expiry() {
    return Optional.ofNullable(expiry);
  }

  @Override
  public boolean isShared() {
    return shared;
  }

  /** The codec given with {@link #encodedBy}. */
  public Optional<Codec<T>> codec() {
    return Optional.ofNullable(codec);
  }

  @Override
  public String toString() {
    return name;
  }
}
