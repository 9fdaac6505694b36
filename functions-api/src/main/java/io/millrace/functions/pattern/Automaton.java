package io.millrace.functions.pattern;

import java.util.List;
import java.util.Set;

/**
 * A compiled pattern: one position per step, and edges between them. A partial match stands at the
 * position of the record it took last, and waits there at several edges at once. Loops are counted
 * in the partial match, so their bounds cost nothing here. Immutable.
 *
 * @param edges those that leave each position, an edge after those that come before it by greed
 * @param starts those that begin a match
 * @param loops how many counters a partial match has
 * @param fingerprint differs between patterns of different shape, name or version
 */
record Automaton<T>(
    String rule,
    int version,
    List<Position<T>> positions,
    List<List<Edge<T>>> edges,
    List<Edge<T>> starts,
    List<Exit> exits,
    int loops,
    long withinMs,
    Skip skip,
    Set<String> steps,
    long fingerprint) {

  /** Edges of one position are told apart by the bits of a long. */
  static final int MAX_EDGES = 63;

  /** The target of an edge that ends the match. */
  static final int END = -1;

  /** A step, with what ends the loops that it is in. */
  record Position<T>(String name, Condition<T> condition, List<Condition<T>> untils) {
    boolean fits(T value, Progress<T> progress) {
      return (condition == null || condition.test(value, progress))
          && untils.stream().noneMatch(until -> until.test(value, progress));
    }
  }

  /** A loop, by the index of its counter. */
  record Loop(int index, int min, int max) {
    /** Counts above this make no difference. */
    int ceiling() {
      return max == Integer.MAX_VALUE ? min : max;
    }
  }

  /** What must not come: the very next record, or any up to the one that is taken. */
  record Not<T>(Condition<T> condition, boolean nextOnly) {
    boolean fits(T value, Progress<T> progress) {
      return condition == null || condition.test(value, progress);
    }
  }

  /**
   * A way on.
   *
   * @param to a position, or {@link #END}
   * @param left loops that end here: their counts must have reached the minimum
   * @param repeated the loop that goes round here, or null: its count must be below the maximum
   * @param entered loops that begin here
   * @param stops what ends a loop that this edge is inside of
   * @param guards the edges of the same position, as bits, that go first: if one of them takes a
   *     record, this one is closed
   */
  record Edge<T>(
      int to,
      Join join,
      List<Loop> left,
      Loop repeated,
      List<Loop> entered,
      List<Not<T>> nots,
      List<Condition<T>> stops,
      long gapMs,
      long guards) {

    boolean isOpen(List<Integer> counts) {
      return reached(left, counts)
          && (repeated == null || counts.get(repeated.index()) < repeated.max());
    }

    boolean asksForTheNextRecord() {
      return nots.stream().anyMatch(Not::nextOnly);
    }

    boolean endsAtNextRecord() {
      return to == END && nots.stream().allMatch(Not::nextOnly);
    }
  }

  /**
   * Whether a match is complete at a position: at once if these loops have reached their minimum.
   */
  record Exit(boolean atOnce, List<Loop> left) {
    static final Exit NONE = new Exit(false, List.of());

    boolean isComplete(List<Integer> counts) {
      return atOnce && reached(left, counts);
    }
  }

  private static boolean reached(List<Loop> left, List<Integer> counts) {
    for (Loop loop : left) {
      if (counts.get(loop.index()) < loop.min()) {
        return false;
      }
    }
    return true;
  }
}
