package io.millrace.systemtests.simulation;

import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.frame.FrameType;

/** What the mutants of the network do to frames on their way. */
final class Tampering {
  private Tampering() {}

  static void with(byte[] frame, Endpoint to, Mutant mutant) {
    FrameType type = FrameHeader.type(frame, 0);
    if (mutant == Mutant.NO_EPOCH_ON_FRAMES && type == FrameType.DATA
        || mutant == Mutant.NO_EPOCH_ON_ACKS && type == FrameType.ACK) {
      FrameHeader.epoch(frame, 0, 0);
      FrameHeader.seal(frame, 0);
    } else if (mutant == Mutant.FOLLOWER_TAKES_OLD_TERM && to instanceof Follower follower) {
      FrameHeader.term(frame, 0, follower.term());
      FrameHeader.seal(frame, 0);
    } else if (mutant == Mutant.FOLLOWER_TAKES_OLD_TERM
        && type.isFromFollower()
        && to instanceof Owner owner) {
      FrameHeader.term(frame, 0, owner.term());
      FrameHeader.seal(frame, 0);
    } else if (mutant == Mutant.KEEP_DUPLICATES
        && type == FrameType.DATA
        && to instanceof Owner owner) {
      long next = nextOf(FrameHeader.origin(frame, 0), owner.journal().copy());
      if (FrameHeader.firstSequence(frame, 0) < next) {
        FrameHeader.firstSequence(frame, 0, next);
        FrameHeader.seal(frame, 0);
      }
    }
  }

  /** The sequence that a channel waits for, as its journal tells. */
  private static long nextOf(long origin, JournalCopy journal) {
    for (int i = journal.count() - 1; i >= 0; i--) {
      byte[] entry = journal.entry(i);
      if (FrameHeader.type(entry, 0) == FrameType.DATA && FrameHeader.origin(entry, 0) == origin) {
        return FrameHeader.firstSequence(entry, 0) + FrameHeader.recordCount(entry, 0);
      }
    }
    return 1;
  }
}
