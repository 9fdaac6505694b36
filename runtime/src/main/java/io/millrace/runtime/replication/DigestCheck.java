package io.millrace.runtime.replication;

import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.partition.EpochDigests;

/**
 * Compares, at a follower, what its owner says it did in an epoch with what was done here, once
 * both are known. Of the follower's thread.
 */
final class DigestCheck {
  private static final int KEPT = 16;

  private final int partition;
  private final EpochDigests own;
  private final long[] epochs = new long[KEPT];
  private final long[] digests = new long[KEPT];
  private int first;
  private int size;
  private Divergence divergence;
  private long compared;

  DigestCheck(int partition, EpochDigests own) {
    this.partition = partition;
    this.own = own;
  }

  /** Takes a DIGEST frame of the owner. */
  void onFrame(byte[] frame, int at) {
    if (size == KEPT) {
      removeFirst();
    }
    int last = (first + size) % KEPT;
    epochs[last] = FrameHeader.epoch(frame, at);
    digests[last] = FrameHeader.firstSequence(frame, at);
    size++;
  }

  private void removeFirst() {
    first = (first + 1) % KEPT;
    size--;
  }

  /** Compares what can be; returns whether all was as it is to be. */
  boolean isSame() {
    while (size > 0 && epochs[first] <= own.newest() && divergence == null) {
      long epoch = epochs[first];
      boolean known = own.has(epoch);
      compared += known ? 1 : 0;
      if (known && own.of(epoch) != digests[first]) {
        divergence = new Divergence(partition, epoch, digests[first], own.of(epoch));
      }
      removeFirst();
    }
    return divergence == null;
  }

  /** How many epochs were compared. */
  long compared() {
    return compared;
  }

  /** The first difference that was found, or null. */
  Divergence divergence() {
    return divergence;
  }
}
