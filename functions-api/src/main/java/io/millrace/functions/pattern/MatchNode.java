package io.millrace.functions.pattern;

/**
 * State: that a partial match took a record, after those of its parent. Partial matches that began
 * alike share nodes.
 *
 * @param parent number of the node before; {@link #NONE} for the first
 * @param position the step that took the record
 * @param uses how many children and partial matches it has
 */
record MatchNode(long parent, int position, long timeMs, int uses) {
  static final long NONE = -1;

  /** Nodes of one record; a power of two. */
  private static final int PER_RECORD_BITS = 20;

  MatchNode used(int more) {
    return new MatchNode(parent, position, timeMs, uses + more);
  }

  /** The number of a node: that of its record, and a number among those of the record. */
  static long number(long record, int index) {
    if (index >= 1 << PER_RECORD_BITS) {
      throw new IllegalStateException(
          "too many partial matches by one record: at least="
              + index
              + "; bound them with PatternOptions.atMost, within or skip");
    }
    return record << PER_RECORD_BITS | index;
  }

  static long record(long node) {
    return node >> PER_RECORD_BITS;
  }
}
