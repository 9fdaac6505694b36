package io.millrace.cluster.control;

/**
 * Where a partition is.
 *
 * @param partition which, from 0
 * @param term of its owner; raised with every change of owner, before anybody is told
 * @param owner the worker that runs it, or null: nobody can at present
 * @param follower the worker that holds the copy of its journal, or null
 * @param inSync whether nothing is stable before the follower has it; only such a follower may
 *     become the owner. The owner waits for the follower before the coordinator sets this, and
 *     until the coordinator takes the follower away.
 * @param founded whether there was a live owner before, since the journal was begun or restored: an
 *     owner without a copy must not begin an empty one
 */
public record PartitionPlace(
    int partition, int term, String owner, String follower, boolean inSync, boolean founded) {

  /** One whose journal is to be begun or restored. */
  public PartitionPlace(int partition, int term, String owner, String follower, boolean inSync) {
    this(partition, term, owner, follower, inSync, false);
  }
}
