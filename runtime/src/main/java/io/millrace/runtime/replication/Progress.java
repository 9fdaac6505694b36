package io.millrace.runtime.replication;

import io.millrace.runtime.frame.Bits;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.partition.Partition;

/** What an owner last told its follower beside the journal's entries. Of the follower's thread. */
final class Progress {
  private final long[] acked;
  private final boolean[] due;
  private long epoch;
  private boolean anyDue;
  private volatile long ownersStart;

  Progress(int partitions) {
    acked = new long[partitions];
    due = new boolean[partitions];
  }

  /** Takes a PROGRESS frame. */
  void onFrame(byte[] frame, int at) {
    ownersStart = FrameHeader.offset(frame, at);
    if (FrameHeader.length(frame, at) != FrameHeader.LENGTH + acked.length * Long.BYTES) {
      return;
    }
    epoch = FrameHeader.epoch(frame, at);
    for (int p = 0; p < acked.length; p++) {
      long next = Bits.getLong(frame, at + FrameHeader.LENGTH + p * Long.BYTES);
      if (next > acked[p]) {
        acked[p] = next;
        due[p] = true;
        anyDue = true;
      }
    }
  }

  /** Passes on what receivers have acked, once the copy has entered the epoch of it. */
  int work(Partition partition) {
    if (!anyDue) {
      return 0;
    }
    anyDue = false;
    int work = 0;
    for (int p = 0; p < acked.length; p++) {
      if (due[p]) {
        due[p] = !partition.acked(p, acked[p], epoch);
        anyDue |= due[p];
        work += due[p] ? 0 : 1;
      }
    }
    return work;
  }

  /** The owner still has its entries from here on; for any thread. */
  long ownersStart() {
    return ownersStart;
  }
}
