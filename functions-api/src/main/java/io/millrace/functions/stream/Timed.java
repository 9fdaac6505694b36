package io.millrace.functions.stream;

import io.millrace.functions.ListSpec;
import io.millrace.functions.TypeRef;
import java.lang.reflect.Type;

/**
 * A value kept in state with its event time.
 *
 * @param timeMs its event time, ms since 1970
 * @param value the value
 */
public record Timed<V>(long timeMs, V value) implements TimeOrdered.Element {

  /** The type of timed values of a type that is known as a value only. */
  public static <V> TypeRef<Timed<V>> type(Type valueType) {
    return TypeRef.generic(Timed.class, valueType);
  }

  /** A list per key of such values, to be used by {@link TimeOrdered}. */
  public static <V> ListSpec<Timed<V>> list(String name, Type valueType) {
    return ListSpec.of(name, type(valueType));
  }
}
