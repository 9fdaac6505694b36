package io.millrace.runtime.local;

import io.millrace.functions.ByteOutput;
import io.millrace.runtime.channel.ChannelSettings;
import io.millrace.runtime.channel.FrameStamp;
import io.millrace.runtime.channel.Marks;
import io.millrace.runtime.channel.Outbound;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.frame.FrameType;
import io.millrace.runtime.metrics.Counters;
import io.millrace.runtime.partition.Outbox;
import io.millrace.runtime.partition.RecordEncoder;
import io.millrace.runtime.plan.TopicPlan;
import io.millrace.runtime.state.Hash;
import io.millrace.runtime.transport.FrameSender;
import java.util.Arrays;

/**
 * The channels of a split or a client: it learns from the partitions how far it had come before,
 * continues there, and routes records by key. Used by the slot's thread.
 */
final class OriginChannels {
  private static final long WATERMARK_INTERVAL_NS = 50_000_000L;
  private static final long LINGER_NS = 1_000_000L;

  private final int partitions;
  private final Outbound outbound;
  private final Outbox outbox;
  private final RecordEncoder encoder;
  private final long[] positions;
  private final boolean[] stands;
  private final long[] acked;
  private final int generation;
  private int standing;

  OriginChannels(
      FrameStamp stamp,
      int partitions,
      ChannelSettings settings,
      Marks marks,
      FrameSender sender,
      Counters counters) {
    this.partitions = partitions;
    this.outbound = new Outbound(stamp, partitions, settings, marks);
    this.outbox =
        new Outbox(outbound, partitions, sender, counters, WATERMARK_INTERVAL_NS, LINGER_NS);
    this.encoder = new RecordEncoder(settings.recordBytes());
    this.positions = new long[partitions];
    this.stands = new boolean[partitions];
    this.acked = new long[partitions];
    Arrays.fill(acked, FrameHeader.NO_POSITION);
    this.generation = stamp.generation();
  }

  /**
   * Takes an answer from a partition. The first ack says where to begin: at what is stable, because
   * what is only journaled may be lost and there would be nothing to send again.
   */
  void onFrame(byte[] frame, int at, long nowNs) {
    if (FrameHeader.generation(frame, at) != generation) {
      return;
    }
    int from = FrameHeader.destination(frame, at);
    boolean ack = FrameHeader.type(frame, at) == FrameType.ACK;
    if (ack) {
      acked[from] = Math.max(acked[from], FrameHeader.sourcePosition(frame, at));
      if (!stands[from]) {
        stands[from] = true;
        standing++;
        positions[from] = FrameHeader.sourcePosition(frame, at);
        outbound.channel(from).startAt(FrameHeader.firstSequence(frame, at));
      }
      outbox.onAck(frame, at, nowNs);
    } else if (stands[from]) {
      outbox.onStand(frame, at, nowNs);
    }
  }

  /** What was on its way to or from a partition is lost; it is asked where its channel stands. */
  void disconnected(int partition) {
    outbox.disconnected(partition);
  }

  /** Whether every partition has said how far this origin had come. */
  boolean isStanding() {
    return standing == partitions;
  }

  /** Whether all partitions have something of this origin in their journals for good. */
  boolean isKnownToAll() {
    for (long position : acked) {
      if (position == FrameHeader.NO_POSITION) {
        return false;
      }
    }
    return true;
  }

  /** The position that all partitions have reached, {@link FrameHeader#NO_POSITION} if none. */
  long commonPosition() {
    long least = Long.MAX_VALUE;
    for (long position : positions) {
      least = Math.min(least, position);
    }
    return least;
  }

  /**
   * Sends a record to the partition of its key, unless that partition had it before.
   *
   * @param position the origin's position behind the record; {@link FrameHeader#NO_POSITION} for
   *     origins without
   * @return the partition that it went to, or -1 - partition if that one had it before, or
   *     partitions if it went to all
   */
  int send(TopicPlan topic, Object value, long eventTimeMs, long position) {
    if (topic.topic().isBroadcast()) {
      encoder.key().length(0);
      encoder.encodeValue(topic, value);
      for (int p = 0; p < partitions; p++) {
        append(p, topic, eventTimeMs, position);
      }
      return partitions;
    }
    encoder.encodeKey(topic, value);
    ByteOutput key = encoder.key();
    int to = Hash.partition(Hash.of(key.array(), 0, key.length()), partitions);
    if (position != FrameHeader.NO_POSITION && position <= positions[to]) {
      return -1 - to;
    }
    encoder.encodeValue(topic, value);
    append(to, topic, eventTimeMs, position);
    return to;
  }

  private void append(int to, TopicPlan topic, long eventTimeMs, long position) {
    if (position != FrameHeader.NO_POSITION && position <= positions[to]) {
      return;
    }
    outbound
        .channel(to)
        .append(
            topic.number(),
            eventTimeMs,
            encoder.key().array(),
            0,
            encoder.key().length(),
            encoder.value().array(),
            0,
            encoder.value().length());
  }

  int partitions() {
    return partitions;
  }

  Outbound outbound() {
    return outbound;
  }

  int work(long nowNs, boolean idle) {
    return outbox.work(nowNs, idle);
  }
}
