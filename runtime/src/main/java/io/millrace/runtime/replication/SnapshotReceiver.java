package io.millrace.runtime.replication;

import io.millrace.runtime.channel.FrameStamp;
import io.millrace.runtime.frame.Bits;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.frame.FrameType;
import io.millrace.runtime.snapshot.IncomingSnapshot;
import io.millrace.runtime.snapshot.SnapshotId;
import io.millrace.runtime.snapshot.SnapshotOutput.Status;
import io.millrace.runtime.snapshot.SnapshotStore;
import io.millrace.runtime.transport.FrameSender;

/**
 * The follower's side of a snapshot that its owner sends: hands the bytes to the store, and tells
 * how far it is. By the replica's thread.
 */
final class SnapshotReceiver {
  /** After a snapshot that could not be kept, none is taken for so long. */
  private static final long PAUSE_NS = 5_000_000_000L;

  private final SnapshotStore store;
  private final byte[] answer = new byte[FrameHeader.LENGTH];
  private SnapshotId id;
  private IncomingSnapshot incoming;
  private int term;
  private long link;
  private long taken;
  private boolean answerDue;
  private boolean pausing;
  private long pauseEndNs;

  /**
   * A receiver.
   *
   * @param stamp of the partition; answers are stamped with the term of the owner that sends
   */
  SnapshotReceiver(FrameStamp stamp, int partition, SnapshotStore store) {
    this.store = store;
    FrameHeader.init(answer, 0, FrameType.SNAPSHOT_TAKEN);
    FrameHeader.length(answer, 0, answer.length);
    FrameHeader.application(answer, 0, stamp.application());
    FrameHeader.generation(answer, 0, stamp.generation());
    FrameHeader.origin(answer, 0, stamp.origin());
    FrameHeader.destination(answer, 0, partition);
  }

  /** Takes a SNAPSHOT frame of the owner that the copy listens to. */
  void onFrame(byte[] frame, int at) {
    if (pausing || FrameHeader.length(frame, at) < FrameHeader.LENGTH + SnapshotSender.BODY) {
      return;
    }
    boolean sameLink =
        FrameHeader.term(frame, at) == term && FrameHeader.sourcePosition(frame, at) == link;
    long offset = FrameHeader.offset(frame, at);
    if (sameLink && id != null && offset < id.offset()) {
      return; // late: the owner has begun with another since
    }
    if (!sameLink || id == null || offset != id.offset()) {
      begin(frame, at);
    }
    answerDue = true;
    long total = Bits.getLong(frame, at + FrameHeader.LENGTH);
    if (FrameHeader.firstSequence(frame, at) != taken || taken == total) {
      return;
    }
    int count = FrameHeader.length(frame, at) - FrameHeader.LENGTH - SnapshotSender.BODY;
    if (incoming == null) {
      incoming = store.receive(id);
    }
    if (incoming.offer(frame, at + FrameHeader.LENGTH + SnapshotSender.BODY, count)) {
      taken += count;
      if (taken == total) {
        incoming.commit();
      }
    }
  }

  private void begin(byte[] frame, int at) {
    abort();
    term = FrameHeader.term(frame, at);
    link = FrameHeader.sourcePosition(frame, at);
    id =
        new SnapshotId(
            FrameHeader.destination(frame, at),
            FrameHeader.generation(frame, at),
            FrameHeader.offset(frame, at),
            FrameHeader.epoch(frame, at),
            FrameHeader.codeVersion(frame, at));
  }

  /** Sends what is due; returns how much it did. */
  int work(long nowNs, FrameSender owner) {
    if (incoming != null && incoming.status() == Status.FAILED) {
      incoming = null;
      taken = 0;
      pausing = true;
      pauseEndNs = nowNs + PAUSE_NS;
    }
    if (pausing && nowNs - pauseEndNs >= 0) {
      pausing = false;
      answerDue = true;
    }
    if (pausing || !answerDue) {
      return 0;
    }
    FrameHeader.term(answer, 0, term);
    FrameHeader.sourcePosition(answer, 0, link);
    FrameHeader.offset(answer, 0, id.offset());
    FrameHeader.firstSequence(answer, 0, taken);
    FrameHeader.seal(answer, 0);
    if (!owner.offer(answer, 0, answer.length)) {
      return 0;
    }
    answerDue = false;
    return 1;
  }

  /** Whether a snapshot was taken whole, checked, and is durable. */
  boolean isDone() {
    return incoming != null && incoming.status() == Status.COMMITTED;
  }

  /** Gives up what has come so far. */
  void abort() {
    if (incoming != null && incoming.status() == Status.WRITING) {
      incoming.abort();
    }
    incoming = null;
    id = null;
    taken = 0;
    answerDue = false;
  }
}
