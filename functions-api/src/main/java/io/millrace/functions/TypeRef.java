package io.millrace.functions;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

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

  /** Names a generic type by its parts: {@code generic(List.class, String.class)}. */
  public static <T> TypeRef<T> generic(Class<?> raw, Type... arguments) {
    return of(new Parameterized(raw, List.of(arguments)));
  }

  private record Parameterized(Class<?> raw, List<Type> arguments) implements ParameterizedType {
    @Override
    public Type[] getActualTypeArguments() {
      return arguments.toArray(Type[]::new);
    }

    @Override
    public Type getRawType() {
      return raw;
    }

    @Override
    public Type getOwnerType() {
      return raw.getDeclaringClass();
    }

    @Override
    public String toString() {
      return arguments.stream()
          .map(Type::getTypeName)
          .collect(Collectors.joining(", ", raw.getName() + "<", ">"));
    }
  }

  /** The named type. */
  public final Type type() {
    return type;
  }
}
