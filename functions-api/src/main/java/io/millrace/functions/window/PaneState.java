package io.millrace.functions.window;

import io.millrace.functions.Context;
import io.millrace.functions.MapSpec;
import io.millrace.functions.MapState;
import io.millrace.functions.TypeRef;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The panes of each key in state, by their starts; their contents alone where that is enough. */
final class PaneState<A> {
  private final MapSpec<Long, A> plain;
  private final MapSpec<Long, Pane<A>> full;

  /** Whether {@code Pane}'s other components are needed. */
  PaneState(Type contentsType, boolean isFull) {
    plain = isFull ? null : MapSpec.of("panes", Long.class, TypeRef.of(contentsType));
    full =
        isFull ? MapSpec.of("panes", Long.class, TypeRef.generic(Pane.class, contentsType)) : null;
  }

  MapSpec<Long, ?> spec() {
    return full == null ? plain : full;
  }

  /** Null if there is none. */
  Pane<A> get(long start, Context context) {
    if (full != null) {
      return context.map(full).getOr(start, null);
    }
    return pane(context.map(plain).getOr(start, null));
  }

  private static <A> Pane<A> pane(A contents) {
    return contents == null ? null : new Pane<>(contents, true, 0, 0);
  }

  void put(long start, Pane<A> pane, Context context) {
    if (full != null) {
      context.map(full).put(start, pane);
    } else {
      context.map(plain).put(start, pane.contents());
    }
  }

  void remove(long start, Context context) {
    context.map(spec()).remove(start);
  }

  /** Those there are of the window that ends here, in order. */
  NavigableMap<Long, Pane<A>> ofWindow(Panes panes, long endMs, Context context) {
    NavigableMap<Long, Pane<A>> found = new TreeMap<>();
    long startMs = panes.windowStart(endMs);
    if (context.map(spec()).size() <= panes.panesPerWindow()) {
      all(context)
          .forEach(
              (start, pane) -> {
                if (start >= startMs && start < endMs) {
                  found.put(start, pane);
                }
              });
      return found;
    }
    for (long start = startMs; start < endMs; start = panes.nextPane(start)) {
      Pane<A> pane = get(start, context);
      if (pane != null) {
        found.put(start, pane);
      }
    }
    return found;
  }

  /** All of the key, in order. */
  NavigableMap<Long, Pane<A>> all(Context context) {
    NavigableMap<Long, Pane<A>> found = new TreeMap<>();
    if (full != null) {
      context.map(full).forEach(found::put);
    } else {
      MapState<Long, A> map = context.map(plain);
      map.forEach((start, contents) -> found.put(start, pane(contents)));
    }
    return found;
  }

  /** Whether the key has none. */
  boolean isEmpty(Context context) {
    return context.map(spec()).isEmpty();
  }

  static <A> A merged(Map<Long, Pane<A>> panes, boolean changedOnly, Contents<?, A> contents) {
    A merged = null;
    for (Pane<A> pane : panes.values()) {
      if (pane.changed() || !changedOnly) {
        merged = merged == null ? pane.contents() : contents.merge(merged, pane.contents());
      }
    }
    return merged;
  }
}
