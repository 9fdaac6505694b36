package io.millrace.functions;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Declares a map per key, of any size: reading and writing one entry cost the same at every size.
 * Immutable; declare it once, as a constant.
 *
 * @param <K> the type of the map's keys: what may be the key of a {@link Topic}
 * @param <V> the type of the map's values
 */
public final class MapSpec<K, V> implements StateDeclaration {
  private final String name;
  private final Class<K> keyType;
  private final Type valueType;
  private final Duration expiry;
  private final boolean shared;

  private MapSpec(String name, Class<K> keyType, Type valueType, Duration expiry, boolean shared) {
    this.name = Objects.requireNonNull(name, "name");
    this.keyType = Objects.requireNonNull(keyType, "keyType");
    this.valueType = Objects.requireNonNull(valueType, "valueType");
    this.expiry = expiry;
    this.shared = shared;
  }

  /** A map per key. */
  public static <K, V> MapSpec<K, V> of(String name, Class<K> keyType, Class<V> valueType) {
    return new MapSpec<>(name, keyType, valueType, null, false);
  }

  /** Like {@link #of(String, Class, Class)}, for generic values. */
  public static <K, V> MapSpec<K, V> of(String name, Class<K> keyType, TypeRef<V> valueType) {
    return new MapSpec<>(name, keyType, valueType.type(), null, false);
  }

  /** Forgets the whole map this long (processing time) after it was last changed. */
  public MapSpec<K, V> expireAfter(Duration sinceChange) {
    return new MapSpec<>(
        name,
        keyType,
        valueType,
        Spans.notNegative("state=" + name + ", expiry", sinceChange),
        shared);
  }

  /**
   * One map per partition instead of per key, written while handling broadcast records only, so
   * that it is the same in all partitions once they have read the same records.
   */
  public MapSpec<K, V> shared() {
    return new MapSpec<>(name, keyType, valueType, expiry, true);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean isShared() {
    return shared;
  }

  /** The type of the map's keys. */
  public Class<K> keyType() {
    return keyType;
  }

  /** The type of the map's values. */
  public Type valueType() {
    return valueType;
  }

  /** How long the map lives after its last change. */
  public Optional<Duration> expiry() {
    return Optional.ofNullable(expiry);
  }

  @Override
  public String toString() {
    return name;
  }
}
