package io.millrace.cluster.coordinator;

/**
 * A term of a partition that began, or something that happened within it.
 *
 * @param partition which
 * @param term the term
 * @param owner whose it is
 * @param atMs when, since 1970
 * @param cause for people
 * @param pauseMs from when the loss was noticed, or the change decided, until the owner told that
 *     it is live; -1 until then; -2 if no term began
 */
public record PartitionEvent(
    int partition, int term, String owner, long atMs, String cause, long pauseMs) {
  static final long NOT_LIVE = -1;
  private static final long NO_TERM = -2;

  /** Something that happened within a term. */
  static PartitionEvent within(int partition, int term, String owner, long atMs, String cause) {
    return new PartitionEvent(partition, term, owner, atMs, cause, NO_TERM);
  }

  /** Whether a term began. */
  boolean isTerm() {
    return pauseMs != NO_TERM;
  }

  PartitionEvent ended(long pause) {
    return new PartitionEvent(partition, term, owner, atMs, cause, pause);
  }
}
