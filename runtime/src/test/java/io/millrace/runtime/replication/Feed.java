package io.millrace.runtime.replication;

import io.millrace.runtime.channel.FrameStamp;
import io.millrace.runtime.channel.Marks;
import io.millrace.runtime.channel.Outbound;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.frame.FrameType;
import io.millrace.runtime.frame.Origin;
import io.millrace.runtime.metrics.Counters;
import io.millrace.runtime.partition.Outbox;
import io.millrace.runtime.transport.FrameSender;

/** A source that numbers what it reads: {@code NAME:0}, {@code NAME:1} and so on, for five keys. */
final class Feed {
  private final String name;
  private final Outbound outbound;
  private final Outbox outbox;
  private int next;

  Feed(String name, FrameSender sender) {
    this.name = name;
    this.outbound =
        new Outbound(
            new FrameStamp(CountingApp.APPLICATION, Origin.ofSplit("in", name), 1, 0, 1),
            CountingApp.PARTITIONS,
            CountingApp.SIZES,
            new Marks());
    this.outbox =
        new Outbox(
            outbound, CountingApp.PARTITIONS, sender, new Counters(), 50_000_000L, 1_000_000L);
  }

  long origin() {
    return outbound.origin();
  }

  /** How many records it has sent. */
  int read() {
    return next;
  }

  /** Reads one record; false if its window is full. */
  boolean readOne() {
    if (!outbound.hasRoom()) {
      return false;
    }
    CountingApp.append(outbound, keyOf(next), name + ":" + next);
    next++;
    return true;
  }

  /** The key of its nth record. */
  static String keyOf(int record) {
    return "k" + record % 5;
  }

  void onFrame(byte[] frame, long nowNs) {
    if (FrameHeader.type(frame, 0) == FrameType.ACK) {
      outbox.onAck(frame, 0, nowNs);
    } else {
      outbox.onStand(frame, 0, nowNs);
    }
  }

  void disconnected(int partition) {
    outbox.disconnected(partition);
  }

  void work(long nowNs) {
    outbox.work(nowNs, true);
  }
}
