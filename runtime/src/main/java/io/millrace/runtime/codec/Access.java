package io.millrace.runtime.codec;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;

/** Handles on members of this package and of users' records, private ones included. */
final class Access {
  private Access() {}

  /** The only method of that name in a class of this package. */
  static MethodHandle method(MethodHandles.Lookup lookup, Class<?> owner, String name) {
    for (Method method : owner.getDeclaredMethods()) {
      if (method.getName().equals(name)) {
        try {
          return lookup.unreflect(method);
        } catch (IllegalAccessException e) {
          throw new AssertionError(e);
        }
      }
    }
    throw new AssertionError(name);
  }

  static MethodHandle getter(Class<?> type, RecordComponent component) {
    try {
      return lookupIn(type).unreflect(component.getAccessor());
    } catch (IllegalAccessException e) {
      throw closed(type, e);
    }
  }

  /** The canonical constructor. */
  static MethodHandle constructor(Class<?> type) {
    Class<?>[] parameters =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      return lookupIn(type).unreflectConstructor(type.getDeclaredConstructor(parameters));
    } catch (IllegalAccessException e) {
      throw closed(type, e);
    } catch (NoSuchMethodException e) {
      throw new AssertionError(e);
    }
  }

  private static MethodHandles.Lookup lookupIn(Class<?> type) throws IllegalAccessException {
    return MethodHandles.privateLookupIn(type, MethodHandles.lookup());
  }

  private static UnsupportedTypeException closed(Class<?> type, IllegalAccessException cause) {
    UnsupportedTypeException refusal =
        new UnsupportedTypeException(
            type.getName(),
            type.getSimpleName(),
            "its module is closed; add 'opens " + type.getPackageName() + ";' to its module-info");
    refusal.initCause(cause);
    return refusal;
  }
}
