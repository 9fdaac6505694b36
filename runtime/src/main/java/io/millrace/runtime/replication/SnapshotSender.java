package io.millrace.runtime.replication;

import io.millrace.runtime.channel.FrameStamp;
import io.millrace.runtime.frame.Bits;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.frame.FrameType;
import io.millrace.runtime.partition.Partition;
import io.millrace.runtime.snapshot.OutgoingSnapshot;
import io.millrace.runtime.snapshot.SnapshotId;
import io.millrace.runtime.snapshot.SnapshotStore;
import io.millrace.runtime.transport.FrameSender;
import java.util.List;

/**
 * The owner's side of a snapshot on its way to the follower: sends its bytes in small frames, few
 * of which are on their way at a time, and again from where the follower stands if nothing is
 * heard. For one link; by the partition's thread.
 */
final class SnapshotSender implements AutoCloseable {
  /** Bytes in front of those of the snapshot: how many it has (8). */
  static final int BODY = Long.BYTES;

  /** Frames on their way at most. */
  private static final int WINDOW = 8;

  /** Frames in one turn at most, so that entries and other partitions get on as well. */
  private static final int FRAMES_PER_TURN = 2;

  private static final long SILENCE_NS = 1_000_000_000L;
  private static final long LOOK_NS = 20_000_000L;

  private final Partition partition;
  private final SnapshotStore store;
  private final FrameSender follower;
  private final int most;
  private final byte[] frame;
  private SnapshotId id;
  private OutgoingSnapshot outgoing;
  private long sent;
  private long taken;
  private long heardNs;
  private long lookedNs;
  private long pauseNs;

  /**
   * A sender.
   *
   * @param stamp of the owner
   * @param link {@link FollowerLink#number} of the follower
   * @param frameBytes of the snapshot in a frame, at most
   */
  SnapshotSender(
      FrameStamp stamp,
      Partition partition,
      int link,
      SnapshotStore store,
      FrameSender follower,
      int frameBytes) {
    this.partition = partition;
    this.store = store;
    this.follower = follower;
    this.most = frameBytes;
    this.frame = new byte[FrameHeader.LENGTH + BODY + frameBytes];
    FrameHeader.init(frame, 0, FrameType.SNAPSHOT);
    FrameHeader.application(frame, 0, stamp.application());
    FrameHeader.generation(frame, 0, stamp.generation());
    FrameHeader.origin(frame, 0, stamp.origin());
    FrameHeader.destination(frame, 0, partition.number());
    FrameHeader.term(frame, 0, stamp.term());
    FrameHeader.sourcePosition(frame, 0, link);
  }

  /** The snapshot that is being sent, or null. */
  SnapshotId sending() {
    return id;
  }

  /**
   * Goes on sending, or begins with the newest snapshot that the follower can use; returns how many
   * frames were sent.
   *
   * @param from the offset from which on a snapshot helps the follower
   * @param acked where the follower's copy ends: it must reach up to the snapshot
   */
  int work(long nowNs, long from, long acked) {
    if (outgoing == null && !begin(nowNs, from, acked)) {
      return 0;
    }
    long length = outgoing.length();
    if (sent > 0 && (sent > taken || taken == length) && nowNs - heardNs >= SILENCE_NS) {
      // all was taken, and still it asks for a snapshot: its answer to the last frame tells
      sent = taken < length ? taken : Math.max(0, length - most);
      heardNs = nowNs;
    }
    int frames = 0;
    while (frames < FRAMES_PER_TURN && sent - taken < (long) WINDOW * most && sent < length) {
      int count = outgoing.read(sent, frame, FrameHeader.LENGTH + BODY, most);
      if (count < 0) {
        close();
        lookedNs = nowNs;
        pauseNs = SILENCE_NS;
        return frames;
      }
      if (count == 0 || !send(length, count)) {
        break;
      }
      heardNs = sent == taken ? nowNs : heardNs;
      sent += count;
      frames++;
    }
    return frames;
  }

  private boolean begin(long nowNs, long from, long acked) {
    if (pauseNs > 0 && nowNs - lookedNs < pauseNs) {
      return false;
    }
    lookedNs = nowNs;
    pauseNs = LOOK_NS;
    SnapshotId newest = newest(from);
    if (newest == null) {
      if (!partition.isSnapshotting()) {
        partition.snapshot();
      }
      return false;
    }
    if (newest.offset() > acked) {
      return false;
    }
    id = newest;
    outgoing = store.send(newest);
    sent = 0;
    taken = 0;
    FrameHeader.offset(frame, 0, newest.offset());
    FrameHeader.epoch(frame, 0, newest.epoch());
    FrameHeader.codeVersion(frame, 0, newest.codeVersion());
    return true;
  }

  /** The newest snapshot that helps; null if there is none. */
  private SnapshotId newest(long from) {
    List<SnapshotId> all = store.list(partition.number());
    for (int i = all.size() - 1; i >= 0; i--) {
      SnapshotId snapshot = all.get(i);
      if (snapshot.generation() == FrameHeader.generation(frame, 0) && snapshot.offset() >= from) {
        return snapshot;
      }
    }
    return null;
  }

  private boolean send(long length, int count) {
    FrameHeader.length(frame, 0, FrameHeader.LENGTH + BODY + count);
    FrameHeader.firstSequence(frame, 0, sent);
    Bits.putLong(frame, FrameHeader.LENGTH, length);
    FrameHeader.seal(frame, 0);
    return follower.offer(frame, 0, FrameHeader.LENGTH + BODY + count);
  }

  /** Takes SNAPSHOT_TAKEN. */
  void onFrame(byte[] answer, int at, long nowNs) {
    boolean known =
        outgoing != null
            && FrameHeader.offset(answer, at) == id.offset()
            && FrameHeader.term(answer, at) == FrameHeader.term(frame, 0)
            && FrameHeader.generation(answer, at) == FrameHeader.generation(frame, 0)
            && FrameHeader.sourcePosition(answer, at) == FrameHeader.sourcePosition(frame, 0);
    if (!known) {
      return;
    }
    long next = FrameHeader.firstSequence(answer, at);
    heardNs = nowNs;
    if (next < taken || next > sent) {
      sent = next; // the follower begins once more, or has what was sent before
    }
    taken = next;
  }

  /** Gives up, or is done. */
  @Override
  public void close() {
    if (outgoing != null) {
      outgoing.close();
      outgoing = null;
      id = null;
    }
  }
}
