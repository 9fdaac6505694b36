package io.millrace.functions.window;

import io.millrace.functions.Context;
import io.millrace.functions.MapSpec;
import io.millrace.functions.StateSpec;
import io.millrace.functions.window.PaneState.Found;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The panes of one key, for one call: their row is read once, and written with each change. */
final class KeyPanes<A> {
  private final StateSpec<PaneRow<A>> rowSpec;
  private final MapSpec<Long, A> plain;
  private final MapSpec<Long, Pane<A>> full;
  private final Context context;
  private PaneRow<A> row;

  /** Without {@code rowSpec} all are in the map; {@code full} or {@code plain} is null. */
  KeyPanes(
      StateSpec<PaneRow<A>> rowSpec,
      MapSpec<Long, A> plain,
      MapSpec<Long, Pane<A>> full,
      Context context) {
    this.rowSpec = rowSpec;
    this.plain = plain;
    this.full = full;
    this.context = context;
    this.row = rowSpec == null ? PaneRow.empty() : context.getOr(rowSpec, PaneRow.empty());
  }

  private boolean hasMap() {
    return rowSpec == null || row.others() > 0;
  }

  private void putRow(PaneRow<A> changed) {
    row = changed;
    if (changed.isEmpty()) {
      context.remove(rowSpec);
    } else {
      context.put(rowSpec, changed);
    }
  }

  private Pane<A> inMap(long start) {
    return full == null
        ? pane(context.map(plain).getOr(start, null))
        : context.map(full).getOr(start, null);
  }

  private void removeFromMap(long start) {
    if (full == null) {
      context.map(plain).remove(start);
    } else {
      context.map(full).remove(start);
    }
  }

  private static <A> Pane<A> pane(A contents) {
    return contents == null ? null : new Pane<>(contents, true, 0, 0);
  }

  /** Null if there is none. */
  Pane<A> get(long start) {
    A contents = row.get(start);
    if (contents != null) {
      return pane(contents);
    }
    return hasMap() ? inMap(start) : null;
  }

  /** The start of the last pane in the row that is before this one, or {@link Panes#NONE}. */
  long startBefore(long start) {
    return row.startBefore(start);
  }

  void put(long start, Pane<A> pane) {
    if (full != null) {
      context.map(full).put(start, pane);
    } else if (rowSpec == null || !putInRow(start, pane.contents())) {
      context.map(plain).put(start, pane.contents());
    }
  }

  private boolean putInRow(long start, A contents) {
    boolean isIn = row.get(start) != null;
    boolean isElsewhere = !isIn && row.others() > 0 && context.map(plain).contains(start);
    if (isIn || (!isElsewhere && !row.isFull())) {
      putRow(row.with(start, contents));
      return true;
    }
    if (!isElsewhere) {
      putRow(row.withOthers(row.others() + 1));
    }
    return false;
  }

  /** Forgets panes that are there. */
  void remove(List<Found<A>> gone) {
    PaneRow<A> rest = row;
    for (int i = 0; i < gone.size(); i++) {
      long start = gone.get(i).startMs();
      if (rest.get(start) != null) {
        rest = rest.without(start);
      } else {
        removeFromMap(start);
        rest = rowSpec == null ? rest : rest.withOthers(rest.others() - 1);
      }
    }
    if (rowSpec != null && !gone.isEmpty()) {
      putRow(rest);
    }
  }

  /** Those there are of the window that ends here, in order. */
  List<Found<A>> ofWindow(Panes panes, long endMs) {
    long startMs = panes.windowStart(endMs);
    List<Found<A>> found = new ArrayList<>();
    addRow(startMs, endMs, found);
    if (!hasMap()) {
      return found;
    }
    int inMap = full == null ? context.map(plain).size() : context.map(full).size();
    if (inMap <= panes.panesPerWindow()) {
      addMap(startMs, endMs, found);
    } else {
      for (long start = startMs; start < endMs; start = panes.nextPane(start)) {
        Pane<A> pane = inMap(start);
        if (pane != null) {
          found.add(new Found<>(start, pane));
        }
      }
    }
    found.sort(Comparator.comparingLong(Found::startMs));
    return found;
  }

  private void addRow(long startMs, long endMs, List<Found<A>> found) {
    for (int i = 0; i < row.panes().size(); i++) {
      PaneRow.Item<A> item = row.panes().get(i);
      if (item.startMs() >= startMs && item.startMs() < endMs) {
        found.add(new Found<>(item.startMs(), pane(item.contents())));
      }
    }
  }

  private void addMap(long startMs, long endMs, List<Found<A>> found) {
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
  List<Found<A>> all() {
    List<Found<A>> found = new ArrayList<>();
    addRow(Long.MIN_VALUE, Long.MAX_VALUE, found);
    if (hasMap()) {
      addMap(Long.MIN_VALUE, Long.MAX_VALUE, found);
      found.sort(Comparator.comparingLong(Found::startMs));
    }
    return found;
  }

  /** Whether the key has none. */
  boolean isEmpty() {
    return rowSpec == null
        ? full == null ? context.map(plain).isEmpty() : context.map(full).isEmpty()
        : row.isEmpty();
  }
}
