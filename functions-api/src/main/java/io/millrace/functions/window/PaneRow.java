package io.millrace.functions.window;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Some panes of a key side by side, as one value of state: for contents so small that finding each
 * of them costs more than reading and writing all.
 *
 * @param panes in the order of their starts
 * @param others how many panes of the key are elsewhere, because the row was full
 */
record PaneRow<A>(List<Item<A>> panes, int others) {
  private static final int MOST_PANES = 16;
  private static final int MOST_SCALARS = 8;
  private static final int DEEPEST = 8;
  private static final PaneRow<?> EMPTY = new PaneRow<>(List.of(), 0);
  private static final Set<Class<?>> SCALARS =
      Set.of(
          Long.class,
          Integer.class,
          Short.class,
          Byte.class,
          Double.class,
          Float.class,
          Boolean.class,
          Character.class,
          Instant.class,
          LocalDate.class);

  /** One pane. */
  record Item<A>(long startMs, A contents) {}

  @SuppressWarnings("unchecked")
  static <A> PaneRow<A> empty() {
    return (PaneRow<A>) EMPTY;
  }

  boolean isEmpty() {
    return panes.isEmpty() && others == 0;
  }

  boolean isFull() {
    return panes.size() >= MOST_PANES;
  }

  /** What is in the pane that starts here, or null. */
  A get(long startMs) {
    for (int i = panes.size() - 1; i >= 0; i--) {
      if (panes.get(i).startMs() == startMs) {
        return panes.get(i).contents();
      }
    }
    return null;
  }

  /** The start of the last pane before this one; {@link Panes#NONE} if there is none. */
  long startBefore(long startMs) {
    for (int i = panes.size() - 1; i >= 0; i--) {
      if (panes.get(i).startMs() < startMs) {
        return panes.get(i).startMs();
      }
    }
    return Panes.NONE;
  }

  /** This with the pane in it, whether it was before or not. */
  PaneRow<A> with(long startMs, A contents) {
    List<Item<A>> changed = new ArrayList<>(panes.size() + 1);
    changed.addAll(panes);
    int at = changed.size();
    while (at > 0 && changed.get(at - 1).startMs() >= startMs) {
      at--;
    }
    if (at < changed.size() && changed.get(at).startMs() == startMs) {
      changed.set(at, new Item<>(startMs, contents));
    } else {
      changed.add(at, new Item<>(startMs, contents));
    }
    return new PaneRow<>(changed, others);
  }

  PaneRow<A> without(long startMs) {
    List<Item<A>> rest = new ArrayList<>(panes.size());
    for (int i = 0; i < panes.size(); i++) {
      if (panes.get(i).startMs() != startMs) {
        rest.add(panes.get(i));
      }
    }
    return new PaneRow<>(rest, others);
  }

  PaneRow<A> withOthers(int count) {
    return new PaneRow<>(panes, count);
  }

  /** Whether contents of this type are a few numbers. */
  static boolean suits(Type type) {
    return scalars(type, Map.of(), 0) <= MOST_SCALARS;
  }

  /** How many numbers it consists of; more than {@link #MOST_SCALARS} if it is anything else. */
  private static int scalars(Type type, Map<Type, Type> arguments, int depth) {
    if (depth > DEEPEST) {
      return MOST_SCALARS + 1;
    }
    if (type instanceof TypeVariable<?>) {
      Type meant = arguments.get(type);
      return meant == null ? MOST_SCALARS + 1 : scalars(meant, Map.of(), depth + 1);
    }
    if (type instanceof ParameterizedType generic && generic.getRawType() instanceof Class<?> raw) {
      Map<Type, Type> meant = new HashMap<>();
      for (int i = 0; i < raw.getTypeParameters().length; i++) {
        Type given = generic.getActualTypeArguments()[i];
        meant.put(raw.getTypeParameters()[i], arguments.getOrDefault(given, given));
      }
      return raw.isRecord() ? components(raw, meant, depth) : MOST_SCALARS + 1;
    }
    if (type instanceof Class<?> known) {
      if (known.isPrimitive() || known.isEnum() || SCALARS.contains(known)) {
        return 1;
      }
      return known.isRecord() ? components(known, Map.of(), depth) : MOST_SCALARS + 1;
    }
    return MOST_SCALARS + 1;
  }

  private static int components(Class<?> type, Map<Type, Type> arguments, int depth) {
    int sum = 0;
    for (RecordComponent component : type.getRecordComponents()) {
      sum += scalars(component.getGenericType(), arguments, depth + 1);
      if (sum > MOST_SCALARS) {
        break;
      }
    }
    return sum;
  }
}
