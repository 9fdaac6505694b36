package io.millrace.functions.window;

import io.millrace.functions.Context;
import io.millrace.functions.StateDeclaration;
import java.lang.reflect.Type;
import java.util.List;

/**
 * What is kept of the records of a window or pane.
 *
 * @param <T> the type of values
 * @param <A> the type of what is kept in the pane itself
 */
interface Contents<T, A> {

  /** The type of {@code A}, by which it is encoded. */
  Type type();

  /** State beside the panes. */
  default List<StateDeclaration> states() {
    return List.of();
  }

  /** The time by which a value is put into windows, where they are of event time. */
  default long timeMs(T value, Context context) {
    return context.eventTimeMs();
  }

  /** Of no record. */
  A create();

  /** Of one more record. */
  A add(A contents, T value, long ms, Context context);

  /** Of both. */
  A merge(A earlier, A later);

  /** It is not needed any more. */
  default void drop(A contents, Context context) {}
}
