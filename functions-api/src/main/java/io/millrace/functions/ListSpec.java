package io.millrace.functions;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Declares a list per key, of any length: appending and reading one element cost the same at every
 * length. Immutable; declare it once, as a constant.
 *
 * @param <T> the type of the elements
 */
public final class ListSpec<T> implements StateDeclaration {
  private final String name;
  private final Type type;
  private final Duration expiry;

  private ListSpec(String name, Type type, Duration expiry) {
    this.name = Objects.requireNonNull(name, "name");
    this.type = Objects.requireNonNull(type, "type");
    this.expiry = expiry;
  }

  /** A list of {@code type} per key. */
  public static <T> ListSpec<T> of(String name, Class<T> type) {
    return new ListSpec<>(name, type, null);
  }

  /** Like {@link #of(String, Class)}, for generic elements. */
  public static <T> ListSpec<T> of(String name, TypeRef<T> type) {
    return new ListSpec<>(name, type.type(), null);
  }

  /** Forgets the whole list this long (processing time) after it was last changed. */
  public ListSpec<T> expireAfter(Duration sinceChange) {
    return new ListSpec<>(name, type, Spans.notNegative("state=" + name + ", expiry", sinceChange));
  }

  @Override
  public String name() {
    return name;
  }

  /** The type of the elements. */
  public Type type() {
    return type;
  }

  /** How long the list lives after its last change. */
  public Optional<Duration> expiry() {
    return Optional.ofNullable(expiry);
  }

  @Override
  public String toString() {
    return name;
  }
}
