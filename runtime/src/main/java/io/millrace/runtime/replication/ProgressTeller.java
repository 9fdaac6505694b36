package io.millrace.runtime.replication;

import io.millrace.runtime.channel.FrameStamp;
import io.millrace.runtime.frame.Bits;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.frame.FrameType;
import io.millrace.runtime.journal.Journal;
import io.millrace.runtime.partition.Partition;
import io.millrace.runtime.transport.FrameSender;

/**
 * Tells a follower what does not stand in the journal: what is stable, what the owner still has,
 * and what receivers have acked. Now and then, and only if it changed. One thread.
 */
final class ProgressTeller {
  private static final long INTERVAL_NS = 50_000_000L;

  /** So much freed in the windows is told at once: the follower may wait for room. */
  private static final long FREED_BYTES = 32 << 10;

  private final Partition partition;
  private final Journal journal;
  private final byte[] frame;
  private boolean told;
  private long toldNs;
  private long toldStable;
  private long toldStart;
  private long toldFreed;
  private long toldEpoch;

  /**
   * A teller.
   *
   * @param stamp of the owner
   * @param journal the owner's, as it sees it
   */
  ProgressTeller(FrameStamp stamp, Partition partition, Journal journal) {
    this.partition = partition;
    this.journal = journal;
    this.frame = new byte[FrameHeader.LENGTH + partition.partitions() * Long.BYTES];
    FrameHeader.init(frame, 0, FrameType.PROGRESS);
    FrameHeader.length(frame, 0, frame.length);
    FrameHeader.application(frame, 0, stamp.application());
    FrameHeader.generation(frame, 0, stamp.generation());
    FrameHeader.origin(frame, 0, stamp.origin());
    FrameHeader.destination(frame, 0, partition.number());
    FrameHeader.term(frame, 0, stamp.term());
  }

  /** The follower has heard nothing yet. */
  void again() {
    told = false;
  }

  /**
   * Sends what is due; returns how much it did.
   *
   * @param link {@link FollowerLink#number} of the follower
   */
  int work(long nowNs, int link, FrameSender follower) {
    boolean due =
        !told
            || partition.freedBytes() - toldFreed >= FREED_BYTES
            || nowNs - toldNs >= INTERVAL_NS && isChanged();
    if (!due) {
      return 0;
    }
    long stable = journal.stableOffset();
    long start = journal.startOffset();
    long epoch = partition.knownEpoch();
    FrameHeader.sourcePosition(frame, 0, link);
    FrameHeader.firstSequence(frame, 0, stable);
    FrameHeader.offset(frame, 0, start);
    FrameHeader.epoch(frame, 0, epoch);
    for (int p = 0; p < partition.partitions(); p++) {
      Bits.putLong(frame, FrameHeader.LENGTH + p * Long.BYTES, partition.ackedNext(p));
    }
    FrameHeader.seal(frame, 0);
    if (!follower.offer(frame, 0, frame.length)) {
      return 0;
    }
    told = true;
    toldNs = nowNs;
    toldStable = stable;
    toldStart = start;
    toldEpoch = epoch;
    toldFreed = partition.freedBytes();
    return 1;
  }

  private boolean isChanged() {
    for (int p = 0; p < partition.partitions(); p++) {
      if (Bits.getLong(frame, FrameHeader.LENGTH + p * Long.BYTES) != partition.ackedNext(p)) {
        return true;
      }
    }
    return journal.stableOffset() != toldStable
        || partition.knownEpoch() != toldEpoch
        || journal.startOffset() != toldStart;
  }
}
