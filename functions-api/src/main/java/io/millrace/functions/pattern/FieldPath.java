package io.millrace.functions.pattern;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads a component of a record, perhaps of a nested one. Found once, by the accessors.
 *
 * @param type of the component, boxed
 */
record FieldPath(String path, List<Method> accessors, Class<?> type) {

  /**
   * Finds a field.
   *
   * @throws IllegalArgumentException if there is none, with those that there are
   */
  static FieldPath of(Class<?> record, String path) {
    List<Method> accessors = new ArrayList<>();
    Class<?> at = record;
    for (String name : path.split("\\.", -1)) {
      Method accessor = accessor(at, name, path);
      accessors.add(accessor);
      at = accessor.getReturnType();
    }
    return new FieldPath(path, List.copyOf(accessors), Constants.boxed(at));
  }

  private static Method accessor(Class<?> type, String name, String path) {
    if (!type.isRecord()) {
      throw new IllegalArgumentException(
          "field of what is no record: field="
              + path
              + ", class="
              + type.getSimpleName()
              + "; say the type of the step, or name a component of a record");
    }
    RecordComponent[] components = type.getRecordComponents();
    for (RecordComponent component : components) {
      if (component.getName().equals(name)) {
        Method accessor = component.getAccessor();
        accessor.setAccessible(true); // the record need not be public
        return accessor;
      }
    }
    throw new IllegalArgumentException(
        "no such field: field="
            + path
            + ", class="
            + type.getSimpleName()
            + "; fields="
            + Arrays.stream(components).map(RecordComponent::getName).toList());
  }

  /** The value, null if it or a record on the way is null. */
  Object read(Object record) {
    Object value = record;
    for (Method accessor : accessors) {
      if (value == null) {
        return null;
      }
      try {
        value = accessor.invoke(value);
      } catch (IllegalAccessException e) {
        throw new IllegalStateException("field cannot be read: field=" + path, e);
      } catch (InvocationTargetException e) {
        throw new IllegalStateException("field cannot be read: field=" + path, e.getCause());
      }
    }
    return value;
  }
}
