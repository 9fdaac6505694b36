package io.millrace.functions;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Objects;

/**
 * Names a generic type, which a {@code Class} cannot: {@code new TypeRef<List<String>>() {}}.
 *
 * @param <T> the type that is named
 */
public abstract class TypeRef<T> {
  private final Type type;

  protected TypeRef() {
    if (!(getClass().getGenericSuperclass() instanceof ParameterizedType parameterized)) {
      throw new IllegalArgumentException(
          "type reference without type argument; write new TypeRef<List<String>>() {}");
    }
    type = parameterized.getActualTypeArguments()[0];
  }

  private TypeRef(Type type) {
    this.type = type;
  }

  /** Names a type that is known as a value only. */
  public static <T> TypeRef<T> of(Type type) {
    return new TypeRef<T>(Objects.requireNonNull(type, "type")) {};
  }

  /** The named type. */
  public final Type type() {
    return type;
  }
}
