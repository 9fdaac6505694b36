package io.millrace.functions.window;

import java.util.ArrayList;
import java.util.List;

/**
 * Where the records of a window or pane are in state.
 *
 * @param runs one, or several if sessions were merged
 */
record Kept(List<Run> runs) {
  static final Kept NONE = new Kept(List.of());

  /**
   * Records that are kept under (id, from) to (id, to - 1).
   *
   * @param id the arrival number of the first
   */
  record Run(long id, int from, int to) {}

  Kept plus(Kept later) {
    List<Run> all = new ArrayList<>(runs);
    all.addAll(later.runs);
    return new Kept(all);
  }

  Kept withLast(Run run) {
    List<Run> all = new ArrayList<>(runs);
    all.set(all.size() - 1, run);
    return new Kept(all);
  }
}
