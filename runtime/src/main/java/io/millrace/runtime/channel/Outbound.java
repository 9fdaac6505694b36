package io.millrace.runtime.channel;

import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.frame.FrameType;
import io.millrace.runtime.transport.FrameSender;

/** The sending ends of all channels of one origin, one per partition. */
public final class Outbound {
  private FrameStamp stamp;
  private final OutboundChannel[] channels;
  private final OutboundChannel[] touched;
  private final byte[] scratch;
  private int touchedCount;
  private int fullChannels;
  private int unsentChannels;
  private long epoch;
  private long position = FrameHeader.NO_POSITION;
  private long item;
  private boolean holding;
  private long freedBytes;

  /** Channels to {@code partitions} destinations, carrying the given marks. */
  public Outbound(FrameStamp stamp, int partitions, ChannelSettings settings, Marks marks) {
    this.stamp = stamp;
    this.channels = new OutboundChannel[partitions];
    this.touched = new OutboundChannel[partitions];
    this.scratch = new byte[FrameHeader.LENGTH + marks.size() * FrameHeader.WATERMARK_LENGTH];
    for (int p = 0; p < partitions; p++) {
      channels[p] = new OutboundChannel(this, p, settings, marks);
    }
  }

  /** The channel to a partition. */
  public OutboundChannel channel(int destination) {
    return channels[destination];
  }

  /** Who numbers these channels. */
  public long origin() {
    return stamp.origin();
  }

  /** Whether every channel has room for more records. */
  public boolean hasRoom() {
    return fullChannels == 0;
  }

  /** Whether some record was not sent on its present connection. */
  public boolean hasUnsent() {
    return unsentChannels > 0;
  }

  /** The epoch that frames are sealed with from now on. */
  public void epoch(long epoch) {
    this.epoch = epoch;
  }

  /**
   * The origin's position behind all records so far, wherever they went. Records appended between
   * two positions are one item: those of one destination stay in one frame, because a frame's
   * position tells what of the origin is in it and before.
   */
  public void position(long position) {
    this.position = position;
    item++;
    holding = false;
  }

  /** Closes no open frame until the next position: the item at hand is not complete. */
  public void hold() {
    holding = true;
  }

  /** Whether open frames wait for the rest of an item. */
  public boolean isHolding() {
    return holding;
  }

  /** Changes with every position; 0 as long as there was none. */
  long item() {
    return item;
  }

  /** The next frame of each channel carries all marks, whatever was sent before. */
  public void announceMarks() {
    for (OutboundChannel channel : channels) {
      channel.announceMarks();
    }
  }

  /** Whether everything was sent and acked, marks and positions were sent. */
  public boolean isSettled() {
    for (OutboundChannel channel : channels) {
      if (!channel.isSettled()) {
        return false;
      }
    }
    return true;
  }

  /** Starts a call whose records may have to be taken back. */
  public void beginCall() {
    for (int i = 0; i < touchedCount; i++) {
      touched[i].unmark();
    }
    touchedCount = 0;
  }

  /** Like {@link OutboundChannel#append}, taken back by {@link #rollbackCall}. */
  public void append(
      int destination,
      int topic,
      long eventTimeMs,
      byte[] key,
      int keyAt,
      int keyLength,
      byte[] value,
      int valueAt,
      int valueLength) {
    OutboundChannel channel = channels[destination];
    if (channel.mark()) {
      touched[touchedCount++] = channel;
    }
    channel.append(topic, eventTimeMs, key, keyAt, keyLength, value, valueAt, valueLength);
  }

  /** Takes back what was appended since {@link #beginCall}. */
  public void rollbackCall() {
    for (int i = 0; i < touchedCount; i++) {
      touched[i].rollback();
    }
    touchedCount = 0;
  }

  /** Closes all open frames, unless they wait for the rest of an item. */
  public void sealAll() {
    if (holding) {
      return;
    }
    for (OutboundChannel channel : channels) {
      channel.seal();
    }
  }

  /** Asks a destination where its channel stands; false if the transport has no room now. */
  public boolean askWhereItStands(int destination, FrameSender sender) {
    FrameHeader.init(scratch, 0, FrameType.RESUME);
    stamp(scratch, 0);
    FrameHeader.destination(scratch, 0, destination);
    FrameHeader.seal(scratch, 0);
    return sender.offer(scratch, 0, FrameHeader.LENGTH);
  }

  void stamp(byte[] frame, int at) {
    FrameHeader.application(frame, at, stamp.application());
    FrameHeader.origin(frame, at, stamp.origin());
    FrameHeader.term(frame, at, stamp.term());
    FrameHeader.generation(frame, at, stamp.generation());
    FrameHeader.codeVersion(frame, at, stamp.codeVersion());
  }

  /** From here on another owner sends: all frames become its own. */
  public void term(int term) {
    stamp = stamp.withTerm(term);
    for (OutboundChannel channel : channels) {
      channel.restamp();
    }
  }

  /** Bytes of frames that acks have freed so far. */
  public long freedBytes() {
    return freedBytes;
  }

  void freed(int bytes) {
    freedBytes += bytes;
  }

  /** Makes a frame of a former owner, or of a life before a rewind, one of this owner's. */
  void restamp(byte[] frame, int at) {
    FrameHeader.term(frame, at, stamp.term());
    FrameHeader.generation(frame, at, stamp.generation());
    FrameHeader.sealHeader(frame, at);
  }

  /** The epoch that frames are sealed with. */
  public long epoch() {
    return epoch;
  }

  long position() {
    return position;
  }

  byte[] scratch() {
    return scratch;
  }

  void unsentChanged(boolean some) {
    unsentChannels += some ? 1 : -1;
  }

  void becameFull() {
    fullChannels++;
  }

  void becameFree() {
    fullChannels--;
  }
}
