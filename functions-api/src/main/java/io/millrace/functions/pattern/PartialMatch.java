package io.millrace.functions.pattern;

import java.util.List;

/**
 * State: a partial match. It is kept by the number of its {@link MatchNode}.
 *
 * @param pattern fingerprint of the automaton
 * @param position where it stands
 * @param counts of the loops
 * @param open edges that it still waits at, as bits
 * @param fresh whether a not-step asks for the next record, and none has come since the last one
 *     taken
 * @param start number of the record that it began with
 * @param startMs time of that record
 * @param lastMs time of the record that it took last
 * @param deadlineMs the last moment at which it can go on; {@link Long#MAX_VALUE} if none
 */
record PartialMatch(
    long pattern,
    int position,
    List<Integer> counts,
    long open,
    boolean fresh,
    long start,
    long startMs,
    long lastMs,
    long deadlineMs) {

  PartialMatch waitingAt(long edges, long deadline) {
    return new PartialMatch(
        pattern, position, counts, edges, false, start, startMs, lastMs, deadline);
  }
}
