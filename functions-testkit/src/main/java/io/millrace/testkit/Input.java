package io.millrace.testkit;

import io.millrace.runtime.channel.ChannelSettings;
import io.millrace.runtime.channel.FrameStamp;
import io.millrace.runtime.channel.Marks;
import io.millrace.runtime.channel.Outbound;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.frame.FrameType;
import io.millrace.runtime.frame.Origin;
import io.millrace.runtime.metrics.Counters;
import io.millrace.runtime.partition.Outbox;
import io.millrace.runtime.plan.TopicPlan;
import io.millrace.runtime.state.Hash;
import io.millrace.runtime.transport.FrameSender;
import java.util.List;

/** The test as an origin: it stands for all sources of the application. */
final class Input {
  private final int partitions;
  private final Marks marks;
  private final Outbound outbound;
  private final Outbox outbox;
  private long position;

  Input(List<TopicPlan> sourced, int partitions, FrameSender sender) {
    this.partitions = partitions;
    this.marks = new Marks(sourced.stream().mapToInt(TopicPlan::number).sorted().toArray());
    FrameStamp stamp =
        new FrameStamp(Run.APPLICATION, Origin.ofClient("test"), 1, 0, Run.CODE_VERSION);
    this.outbound = new Outbound(stamp, partitions, ChannelSettings.DEFAULT, marks);
    this.outbox = new Outbox(outbound, partitions, sender, new Counters(), 0, 0);
  }

  void send(TopicPlan topic, Operation.Send record) {
    if (topic.topic().isBroadcast()) {
      for (int p = 0; p < partitions; p++) {
        append(p, topic, record);
      }
    } else {
      long hash = Hash.of(record.key(), 0, record.key().length);
      append(Hash.partition(hash, partitions), topic, record);
    }
  }

  private void append(int to, TopicPlan topic, Operation.Send record) {
    outbound
        .channel(to)
        .append(
            topic.number(),
            record.eventTimeMs(),
            record.key(),
            0,
            record.key().length,
            record.value(),
            0,
            record.value().length);
  }

  void watermark(TopicPlan topic, long ms) {
    for (int i = 0; i < marks.size(); i++) {
      if (marks.topic(i) == topic.number()) {
        marks.mark(i, ms);
      }
    }
  }

  /** Sends a frame without records to all partitions, so that they learn what time it is. */
  void tellTime() {
    outbound.position(++position);
  }

  void onFrame(byte[] frame, long nowNs) {
    if (FrameHeader.type(frame, 0) == FrameType.ACK) {
      outbox.onAck(frame, 0, nowNs);
    } else {
      outbox.onStand(frame, 0, nowNs);
    }
  }

  /** All partitions were lost and are back. */
  void disconnected() {
    for (int p = 0; p < partitions; p++) {
      outbox.disconnected(p);
    }
  }

  int work(long nowNs) {
    return outbox.work(nowNs, true);
  }

  boolean isSettled() {
    return outbound.isSettled();
  }
}
