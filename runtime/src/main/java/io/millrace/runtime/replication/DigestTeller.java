package io.millrace.runtime.replication;

import io.millrace.runtime.channel.FrameStamp;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.frame.FrameType;
import io.millrace.runtime.partition.EpochDigests;
import io.millrace.runtime.transport.FrameSender;

/**
 * Tells a follower what its owner did in the newest epoch, as a digest. What is lost is not said
 * again: the next epoch is compared, too. One thread.
 */
final class DigestTeller {
  private final EpochDigests digests;
  private final byte[] frame = new byte[FrameHeader.LENGTH];
  private long told = -1;

  /**
   * A teller.
   *
   * @param stamp of the owner
   */
  DigestTeller(FrameStamp stamp, int partition, EpochDigests digests) {
    this.digests = digests;
    FrameHeader.init(frame, 0, FrameType.DIGEST);
    FrameHeader.length(frame, 0, frame.length);
    FrameHeader.application(frame, 0, stamp.application());
    FrameHeader.generation(frame, 0, stamp.generation());
    FrameHeader.origin(frame, 0, stamp.origin());
    FrameHeader.destination(frame, 0, partition);
    FrameHeader.term(frame, 0, stamp.term());
  }

  /**
   * Sends what is due; returns how much it did.
   *
   * @param link {@link FollowerLink#number} of the follower
   */
  int work(int link, FrameSender follower) {
    long newest = digests.newest();
    if (newest == told) {
      return 0;
    }
    FrameHeader.sourcePosition(frame, 0, link);
    FrameHeader.epoch(frame, 0, newest);
    FrameHeader.firstSequence(frame, 0, digests.of(newest));
    FrameHeader.seal(frame, 0);
    if (!follower.offer(frame, 0, frame.length)) {
      return 0;
    }
    told = newest;
    return 1;
  }
}
