package io.millrace.runtime.partition;

/**
 * How a partition stands, for people and metrics.
 *
 * @param partition which
 * @param phase what it does
 * @param term the owner's term
 * @param generation which life of its journal
 * @param epoch the epoch it is in
 * @param offset the next offset to be folded
 * @param stable the first offset that is not stable
 * @param end the next offset to be journaled
 * @param start the oldest offset in the journal
 * @param snapshotOffset the offset of the last snapshot, -1 if there is none
 * @param journalBytes size of the journal
 * @param stateEntries entries in state tables
 * @param stateBytes bytes in state tables
 * @param pendingCalls asynchronous calls without outcome
 * @param journalFull whether the journal has no room
 * @param failure why it failed, or null
 */
public record PartitionStatus(
    int partition,
    Phase phase,
    int term,
    int generation,
    long epoch,
    long offset,
    long stable,
    long end,
    long start,
    long snapshotOffset,
    long journalBytes,
    long stateEntries,
    long stateBytes,
    long pendingCalls,
    boolean journalFull,
    String failure) {

  /** Records that are journaled and not folded. */
  public long lag() {
    return end - offset;
  }
}
