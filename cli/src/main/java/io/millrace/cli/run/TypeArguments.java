package io.millrace.cli.run;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.HashMap;
import java.util.Map;

/** Finds what a class says for the type parameters of an interface that it implements. */
final class TypeArguments {
  private TypeArguments() {}

  /**
   * The type arguments of {@code wanted} as {@code type} implements it; null if it does not.
   * Arguments that the class leaves open are {@link TypeVariable}s.
   */
  static Type[] of(Type type, Class<?> wanted) {
    return of(type, wanted, Map.of());
  }

  private static Type[] of(Type type, Class<?> wanted, Map<Type, Type> known) {
    Class<?> raw;
    Map<Type, Type> here = new HashMap<>();
    if (type instanceof ParameterizedType parameterized) {
      raw = (Class<?>) parameterized.getRawType();
      Type[] arguments = parameterized.getActualTypeArguments();
      for (int i = 0; i < arguments.length; i++) {
        here.put(raw.getTypeParameters()[i], known.getOrDefault(arguments[i], arguments[i]));
      }
    } else if (type instanceof Class<?> plain) {
      raw = plain;
    } else {
      return null;
    }
    if (raw == wanted) {
      Type[] found = new Type[raw.getTypeParameters().length];
      for (int i = 0; i < found.length; i++) {
        TypeVariable<?> parameter = raw.getTypeParameters()[i];
        found[i] = here.getOrDefault(parameter, parameter);
      }
      return found;
    }
    for (Type parent : raw.getGenericInterfaces()) {
      Type[] found = of(parent, wanted, here);
      if (found != null) {
        return found;
      }
    }
    return raw.getGenericSuperclass() == null ? null : of(raw.getGenericSuperclass(), wanted, here);
  }
}
