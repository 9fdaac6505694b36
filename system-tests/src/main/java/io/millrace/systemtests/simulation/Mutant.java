package io.millrace.systemtests.simulation;

/** One rule of the protocol broken by a hostile port, to show that the checks see it. */
public enum Mutant {
  /** Nothing is broken. */
  NONE,
  /** Entries are processed before the follower has them: the journal calls its end stable. */
  PROCESS_UNSTABLE,
  /** Snapshots lose the frames that were not acked. */
  SNAPSHOT_WITHOUT_UNACKED,
  /** The follower goes on taking entries from an owner that was replaced. */
  FOLLOWER_TAKES_OLD_TERM,
  /** Records that the receiver has are journaled again: duplicates are renumbered on the way. */
  KEEP_DUPLICATES,
  /** Frames do not say in which epoch they were produced. */
  NO_EPOCH_ON_FRAMES,
  /** Acks do not say in which epoch the frame was journaled. */
  NO_EPOCH_ON_ACKS,
  /** Whoever restores a snapshot does not learn in which epoch it was taken. */
  RESTORE_FORGETS_EPOCH;

  /** Whether it can show only where a follower's copy counts. */
  boolean needsReplication() {
    return this == PROCESS_UNSTABLE
        || this == FOLLOWER_TAKES_OLD_TERM
        || this == RESTORE_FORGETS_EPOCH;
  }
}
