package io.millrace.functions;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;

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

  /** The named type. */
  public final Type type() {
    return type;
  }
}
