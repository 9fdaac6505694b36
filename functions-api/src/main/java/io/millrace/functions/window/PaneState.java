package io.millrace.functions.window;

import io.millrace.functions.Context;
import io.millrace.functions.MapSpec;
import io.millrace.functions.StateDeclaration;
import io.millrace.functions.StateSpec;
import io.millrace.functions.TypeRef;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The panes of each key in state, by their starts; their contents alone where that is enough. Small
 * contents are in a {@link PaneRow}, and in the map only what has no room there.
 */
final class PaneState<A> {
  private final StateSpec<PaneRow<A>> row;
  private final MapSpec<Long, A> plain;
  private final MapSpec<Long, Pane<A>> full;

  /**
   * A pane and where it is.
   *
   * @param startMs its start, ms since 1970
   */
  record Found<A>(long startMs, Pane<A> pane) {}

  /** Whether {@code Pane}'s other components are needed. */
  PaneState(Type contentsType, boolean isFull) {
    row =
        !isFull && PaneRow.suits(contentsType)
            ? StateSpec.of("row", TypeRef.generic(PaneRow.class, contentsType))
            : null;
    plain = isFull ? null : MapSpec.of("panes", Long.class, TypeRef.of(contentsType));
    full =
        isFull ? MapSpec.of("panes", Long.class, TypeRef.generic(Pane.class, contentsType)) : null;
  }

  List<StateDeclaration> specs() {
    return row == null ? List.of(map()) : List.of(row, map());
  }

  private MapSpec<Long, ?> map() {
    return full == null ? plain : full;
  }

  private PaneRow<A> row(Context context) {
    return context.getOr(row, PaneRow.empty());
  }

  private void put(PaneRow<A> changed, Context context) {
    if (changed.isEmpty()) {
      context.remove(row);
    } else {
      context.put(row, changed);
    }
  }

  /** Null if there is none. */
  Pane<A> get(long start, Context context) {
    if (full != null) {
      return context.map(full).getOr(start, null);
    }
    if (row != null) {
      PaneRow<A> side = row(context);
      A contents = side.get(start);
      if (contents != null || side.others() == 0) {
        return pane(contents);
      }
    }
    return pane(context.map(plain).getOr(start, null));
  }

  private static <A> Pane<A> pane(A contents) {
    return contents == null ? null : new Pane<>(contents, true, 0, 0);
  }

  void put(long start, Pane<A> pane, Context context) {
    if (full != null) {
      context.map(full).put(start, pane);
    } else if (row == null || !putInRow(start, pane.contents(), context)) {
      context.map(plain).put(start, pane.contents());
    }
  }

  private boolean putInRow(long start, A contents, Context context) {
    PaneRow<A> side = row(context);
    boolean isIn = side.get(start) != null;
    boolean isElsewhere = !isIn && side.others() > 0 && context.map(plain).contains(start);
    if (isIn || (!isElsewhere && !side.isFull())) {
      put(side.with(start, contents), context);
      return true;
    }
    if (!isElsewhere) {
      put(side.withOthers(side.others() + 1), context);
    }
    return false;
  }

  /** Forgets a pane that is there. */
  void remove(long start, Context context) {
    if (row == null) {
      context.map(map()).remove(start);
      return;
    }
    PaneRow<A> side = row(context);
    if (side.get(start) != null) {
      put(side.without(start), context);
    } else if (side.others() > 0 && context.map(plain).contains(start)) {
      context.map(plain).remove(start);
      put(side.withOthers(side.others() - 1), context);
    }
  }

  /** Those there are of the window that ends here, in order. */
  List<Found<A>> ofWindow(Panes panes, long endMs, Context context) {
    long startMs = panes.windowStart(endMs);
    List<Found<A>> found = new ArrayList<>();
    if (row != null) {
      PaneRow<A> side = row(context);
      addRow(side, startMs, endMs, found);
      if (side.others() == 0) {
        return found;
      }
    }
    int inMap = context.map(map()).size();
    if (inMap <= panes.panesPerWindow()) {
      addMap(startMs, endMs, found, context);
    } else {
      for (long start = startMs; start < endMs; start = panes.nextPane(start)) {
        Pane<A> pane =
            full == null
                ? pane(context.map(plain).getOr(start, null))
                : context.map(full).getOr(start, null);
        if (pane != null) {
          found.add(new Found<>(start, pane));
        }
      }
    }
    found.sort(Comparator.comparingLong(Found::startMs));
    return found;
  }

  private static <A> void addRow(PaneRow<A> side, long startMs, long endMs, List<Found<A>> found) {
    for (int i = 0; i < side.panes().size(); i++) {
      PaneRow.Item<A> item = side.panes().get(i);
      if (item.startMs() >= startMs && item.startMs() < endMs) {
        found.add(new Found<>(item.startMs(), pane(item.contents())));
      }
    }
  }

  private void addMap(long startMs, long endMs, List<Found<A>> found, Context context) {
    if (full != null) {
      context.map(full).forEach((start, pane) -> add(start, pane, startMs, endMs, found));
    } else {
      context
          .map(plain)
          .forEach((start, contents) -> add(start, pane(contents), startMs, endMs, found));
    }
  }

  private static <A> void add(
      long start, Pane<A> pane, long startMs, long endMs, List<Found<A>> found) {
    if (start >= startMs && start < endMs) {
      found.add(new Found<>(start, pane));
    }
  }

  /** All of the key, in order. */
  List<Found<A>> all(Context context) {
    List<Found<A>> found = new ArrayList<>();
    boolean isInMap = true;
    if (row != null) {
      PaneRow<A> side = row(context);
      addRow(side, Long.MIN_VALUE, Long.MAX_VALUE, found);
      isInMap = side.others() > 0;
    }
    if (isInMap) {
      addMap(Long.MIN_VALUE, Long.MAX_VALUE, found, context);
      found.sort(Comparator.comparingLong(Found::startMs));
    }
    return found;
  }

  /** Whether the key has none. */
  boolean isEmpty(Context context) {
    return row == null ? context.map(map()).isEmpty() : row(context).isEmpty();
  }

  static <A> A merged(List<Found<A>> panes, boolean changedOnly, Contents<?, A> contents) {
    A merged = null;
    for (int i = 0; i < panes.size(); i++) {
      Pane<A> pane = panes.get(i).pane();
      if (pane.changed() || !changedOnly) {
        merged = merged == null ? pane.contents() : contents.merge(merged, pane.contents());
      }
    }
    return merged;
  }
}
