package io.millrace.cluster.coordinator;

/**
 * A term of a partition.
 *
 * @param partition which
 * @param term the term that began
 * @param owner whose it is
 * @param atMs when, since 1970
 * @param cause for people
 * @param pauseMs from when the loss was noticed, or the change decided, until the owner told that
 *     it is live; -1 until then
 */
public record PartitionEvent(
    int partition, int term, String owner, long atMs, String cause, long pauseMs) {

  PartitionEvent ended(long pause) {
    return new PartitionEvent(partition, term, owner, atMs, cause, pause);
  }
}
