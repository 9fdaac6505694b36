package io.millrace.runtime.local;

import io.millrace.functions.ByteOutput;
import io.millrace.runtime.channel.ChannelSettings;
import io.millrace.runtime.channel.FrameStamp;
import io.millrace.runtime.channel.Marks;
import io.millrace.runtime.channel.Outbound;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.frame.FrameType;
import io.millrace.runtime.metrics.Counters;
import io.millrace.runtime.partition.CombinedRecords;
import io.millrace.runtime.partition.Deriver;
import io.millrace.runtime.partition.Outbox;
import io.millrace.runtime.partition.RecordEncoder;
import io.millrace.runtime.plan.DerivationPlan;
import io.millrace.runtime.plan.TopicPlan;
import io.millrace.runtime.state.Hash;
import io.millrace.runtime.transport.FrameSender;
import java.util.Arrays;

/**
 * The channels of a split or a client: it learns from the partitions how far it had come before,
 * continues there, and routes records by key. Used by the slot's thread.
 */
final class OriginChannels implements SplitTarget {
  private static final long WATERMARK_INTERVAL_NS = 50_000_000L;
  private static final long LINGER_NS = 1_000_000L;
  private static final int MOST_ITEMS = 512;
  private static final int MOST_COMBINED = 4096;

  private final int partitions;
  private final Outbound outbound;
  private final Outbox outbox;
  private final RecordEncoder encoder;
  private final long[] positions;
  private final boolean[] stands;
  private final long[] stableNext;
  private final long[] journaledNext;
  private final boolean rereadable;
  private final long[] acked;
  private final int generation;
  private final Deriver deriver = new Deriver(this::putDerived);
  private final CombinedRecords combined;
  private final int mostBytes;
  private int standing;
  private long position = FrameHeader.NO_POSITION;
  private long donePosition = FrameHeader.NO_POSITION;
  private int items;
  private int itemBytes;
  private int itemValues;

  /** Channels of a split, whose records can be read again. */
  static OriginChannels ofSplit(
      FrameStamp stamp,
      int partitions,
      ChannelSettings settings,
      Marks marks,
      boolean combines,
      FrameSender sender) {
    return new OriginChannels(stamp, partitions, settings, marks, combines, sender, true);
  }

  /** Channels of a client, which may not send again what was sent before. */
  static OriginChannels ofClient(
      FrameStamp stamp, int partitions, ChannelSettings settings, Marks marks, FrameSender sender) {
    return new OriginChannels(stamp, partitions, settings, marks, false, sender, false);
  }

  private OriginChannels(
      FrameStamp stamp,
      int partitions,
      ChannelSettings settings,
      Marks marks,
      boolean combines,
      FrameSender sender,
      boolean rereadable) {
    this.partitions = partitions;
    this.rereadable = rereadable;
    this.outbound = new Outbound(stamp, partitions, settings, marks);
    this.outbox =
        new Outbox(outbound, partitions, sender, new Counters(), WATERMARK_INTERVAL_NS, LINGER_NS);
    this.encoder = new RecordEncoder(settings.recordBytes());
    this.positions = new long[partitions];
    this.stands = new boolean[partitions];
    this.stableNext = new long[partitions];
    this.journaledNext = new long[partitions];
    this.acked = new long[partitions];
    Arrays.fill(acked, FrameHeader.NO_POSITION);
    this.generation = stamp.generation();
    this.mostBytes = 4 * settings.frameBytes();
    this.combined = combines ? new CombinedRecords(settings.recordBytes()) : null;
  }

  /**
   * Takes an answer from a partition. The first ones say where to begin. Records that can be read
   * again begin at what is stable, because what is only journaled may be lost and there would be
   * nothing to send again. Others begin where all that is journaled is stable: what is not may be
   * the work of a former place of the client, and its sequences are taken.
   */
  @Override
  public void onFrame(byte[] frame, int at, long nowNs) {
    if (FrameHeader.generation(frame, at) != generation) {
      return;
    }
    int from = FrameHeader.destination(frame, at);
    boolean ack = FrameHeader.type(frame, at) == FrameType.ACK;
    if (ack) {
      acked[from] = Math.max(acked[from], FrameHeader.sourcePosition(frame, at));
    }
    if (!stands[from]) {
      (ack ? stableNext : journaledNext)[from] = FrameHeader.firstSequence(frame, at);
      if (!(rereadable ? ack : stableNext[from] == journaledNext[from])) {
        return; // asked again after a while
      }
      stands[from] = true;
      standing++;
      positions[from] = acked[from];
      outbound.channel(from).startAt(stableNext[from]);
    }
    if (ack) {
      outbox.onAck(frame, at, nowNs);
    } else {
      outbox.onStand(frame, at, nowNs);
    }
  }

  /** What was on its way to or from a partition is lost; it is asked where its channel stands. */
  @Override
  public void disconnected(int partition) {
    outbox.disconnected(partition);
  }

  /** Whether every partition has said how far this origin had come. */
  @Override
  public boolean isStanding() {
    return standing == partitions;
  }

  /** Whether all partitions have something of this origin in their journals for good. */
  @Override
  public boolean isKnownToAll() {
    for (long position : acked) {
      if (position == FrameHeader.NO_POSITION) {
        return false;
      }
    }
    return true;
  }

  /** An empty frame with a position and all marks makes the split known to a partition. */
  @Override
  public void announce() {
    outbound.position(Math.max(0, commonPosition()));
    outbound.announceMarks();
  }

  @Override
  public boolean hasRoom() {
    return outbound.hasRoom() || outbound.isHolding();
  }

  @Override
  public boolean isHolding() {
    return outbound.isHolding();
  }

  @Override
  public boolean isSettled() {
    return outbound.isSettled();
  }

  /** The position that all partitions have reached, {@link FrameHeader#NO_POSITION} if none. */
  @Override
  public long commonPosition() {
    long least = Long.MAX_VALUE;
    for (long position : positions) {
      least = Math.min(least, position);
    }
    return least;
  }

  /**
   * Sends a record to the partition of its key, and what is derived from it to those of theirs,
   * unless they had it before. It is one item with all that was sent since the last {@link
   * #itemDone}: a partition gets all of that in one frame, or nothing.
   *
   * @param position the origin's position behind the record; {@link FrameHeader#NO_POSITION} for
   *     origins without
   * @return the partition that it went to, or -1 - partition if that one had it before, or
   *     partitions if it went to all, or nobody knows where
   * @throws RuntimeException if a key, a value or a derivation is faulty; then nothing was sent
   */
  @Override
  public int send(TopicPlan topic, Object value, long eventTimeMs, long position) {
    this.position = position;
    outbound.beginCall();
    if (topic.derivations().length == 0) {
      return put(topic, value, eventTimeMs);
    }
    if (combined != null) {
      combined.beginCall();
    }
    try {
      if (topic.isRead()) {
        put(topic, value, eventTimeMs);
      }
      deriver.derive(topic, value, eventTimeMs);
    } catch (RuntimeException e) {
      outbound.rollbackCall();
      if (combined != null) {
        combined.rollbackCall();
      }
      throw e;
    }
    return partitions;
  }

  private void putDerived(DerivationPlan by, Object value, long eventTimeMs) {
    if (by.combiner() != null) {
      combine(by, value, eventTimeMs);
      return;
    }
    if (by.to().isRead()) {
      put(by.to(), value, eventTimeMs);
    }
    if (by.to().derivations().length > 0) {
      deriver.derive(by.to(), value, eventTimeMs);
    }
  }

  private void combine(DerivationPlan by, Object value, long eventTimeMs) {
    encoder.encodeKey(by.to(), value, by.spec().keyOf(value));
    ByteOutput key = encoder.key();
    long hash = Hash.of(key.array(), 0, key.length());
    int to = Hash.partition(hash, partitions);
    itemValues++;
    if (combined == null || isKnown(to)) {
      // what is known is made as well: whether it is faulty must not depend on who has it
      encoder.encodeValue(by.to(), by.combiner().first(value, eventTimeMs));
      if (!isKnown(to)) {
        append(to, by.to(), eventTimeMs);
      }
    } else {
      combined.add(by, key, hash, to, value, eventTimeMs);
    }
  }

  private boolean isKnown(int to) {
    return position != FrameHeader.NO_POSITION && position <= positions[to];
  }

  private int put(TopicPlan topic, Object value, long eventTimeMs) {
    if (topic.topic().isBroadcast()) {
      encoder.key().length(0);
      encoder.encodeValue(topic, value);
      itemBytes += encoder.value().length();
      for (int p = 0; p < partitions; p++) {
        if (!isKnown(p)) {
          append(p, topic, eventTimeMs);
        }
      }
      return partitions;
    }
    encoder.encodeKey(topic, value);
    ByteOutput key = encoder.key();
    int to = Hash.partition(Hash.of(key.array(), 0, key.length()), partitions);
    encoder.encodeValue(topic, value);
    itemBytes += encoder.value().length();
    if (isKnown(to)) {
      return -1 - to;
    }
    append(to, topic, eventTimeMs);
    return to;
  }

  private void append(int to, TopicPlan topic, long eventTimeMs) {
    ByteOutput key = encoder.key();
    ByteOutput value = encoder.value();
    outbound.append(
        to,
        topic.number(),
        eventTimeMs,
        key.array(),
        0,
        key.length(),
        value.array(),
        0,
        value.length());
  }

  private void sendCombined() {
    for (int i = 0; i < combined.size(); i++) {
      TopicPlan topic = combined.by(i).to();
      encoder.encodeValue(topic, combined.partial(i));
      outbound
          .channel(combined.partition(i))
          .append(
              topic.number(),
              combined.eventTimeMs(i),
              combined.keyArray(),
              combined.keyAt(i),
              combined.keyLength(i),
              encoder.value().array(),
              0,
              encoder.value().length());
    }
    combined.clear();
  }

  /**
   * Nothing more comes of what was read up to {@code position}. Where values are combined, some
   * items are sent together. How many depends on these items alone, not on time nor on what
   * partitions have: whoever reads them again sends the same records with the same sequences.
   *
   * @return whether nothing waits to be sent
   */
  @Override
  public boolean itemDone(long position) {
    donePosition = position;
    items++;
    if (combined != null
        && items < MOST_ITEMS
        && itemBytes < mostBytes
        && itemValues < MOST_COMBINED) {
      outbound.hold();
      return false;
    }
    flush();
    return true;
  }

  /** Sends what waits; only where the input ends, or none is combined. */
  @Override
  public void flush() {
    if (combined != null) {
      sendCombined();
    }
    if (donePosition != FrameHeader.NO_POSITION) {
      outbound.position(donePosition);
      donePosition = FrameHeader.NO_POSITION;
    }
    items = 0;
    itemBytes = 0;
    itemValues = 0;
  }

  int partitions() {
    return partitions;
  }

  Outbound outbound() {
    return outbound;
  }

  @Override
  public int work(long nowNs, boolean idle) {
    return outbox.work(nowNs, idle);
  }
}
