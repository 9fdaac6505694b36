package io.millrace.runtime.partition;

import io.millrace.functions.ByteOutput;
import io.millrace.runtime.channel.Outbound;
import io.millrace.runtime.channel.OutboundChannel;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.metrics.Counter;
import io.millrace.runtime.metrics.Counters;
import io.millrace.runtime.transport.FrameSender;

/**
 * The sending side of an origin: asks destinations where its channels stand, sends frames, asks
 * again when acks stay away. Used by partitions, source splits and clients alike.
 */
public final class Outbox {
  /** A destination that has acked nothing for so long is asked again. */
  private static final long SILENCE_NS = 1_000_000_000L;

  private final Outbound outbound;
  private final FrameSender sender;
  private final Counters counters;
  private final int partitions;
  private final long[] heardNs;
  private final boolean[] asked;
  private final int[] terms;
  private final long watermarkIntervalNs;
  private final long lingerNs;
  private long marksNs;
  private long sealedNs;
  private boolean resumed;
  private int self = -1;
  private FrameSender own;
  private final FrameSender ownDelivery = this::deliverToSelf;
  private final ByteOutput ownFrame = new ByteOutput(1024);

  /** An outbox for channels to {@code partitions} destinations. */
  public Outbox(
      Outbound outbound,
      int partitions,
      FrameSender sender,
      Counters counters,
      long watermarkIntervalNs,
      long lingerNs) {
    this.outbound = outbound;
    this.partitions = partitions;
    this.sender = sender;
    this.counters = counters;
    this.watermarkIntervalNs = watermarkIntervalNs;
    this.lingerNs = lingerNs;
    this.heardNs = new long[partitions];
    this.asked = new boolean[partitions];
    this.terms = new int[partitions];
    this.marksNs = Long.MIN_VALUE;
  }

  /** Sends what goes to {@code self} through {@code own} instead of the transport. */
  void ownChannel(int self, FrameSender own) {
    this.self = self;
    this.own = own;
  }

  /** Everything below the frame's sequence is stable at its destination. */
  public void onAck(byte[] frame, int at, long nowNs) {
    int destination = FrameHeader.destination(frame, at);
    if (isOfFormerOwner(destination, frame, at)) {
      return;
    }
    heardNs[destination] = nowNs;
    outbound.channel(destination).acked(FrameHeader.firstSequence(frame, at));
  }

  /** A destination waits for the frame's sequence. */
  public void onStand(byte[] frame, int at, long nowNs) {
    int destination = FrameHeader.destination(frame, at);
    if (isOfFormerOwner(destination, frame, at)) {
      return;
    }
    heardNs[destination] = nowNs;
    asked[destination] = false;
    outbound.channel(destination).standsAt(FrameHeader.firstSequence(frame, at));
  }

  /** Answers of an owner that was replaced may come late, and then say what is no longer so. */
  private boolean isOfFormerOwner(int destination, byte[] frame, int at) {
    int term = FrameHeader.term(frame, at);
    if (term < terms[destination]) {
      return true;
    }
    terms[destination] = term;
    return false;
  }

  /** What was on its way to a destination is lost; it is asked where its channel stands. */
  public void disconnected(int destination) {
    if (destination != self) {
      outbound.channel(destination).disconnected();
      asked[destination] = false;
      resumed = false;
    }
  }

  /**
   * Sends what can be sent.
   *
   * @param idle whether there is nothing else to do, so that open frames go out as they are
   * @return how many frames were sent
   */
  public int work(long nowNs, boolean idle) {
    boolean marksDue = marksNs == Long.MIN_VALUE || nowNs - marksNs >= watermarkIntervalNs;
    if (marksDue) {
      marksNs = nowNs;
    } else if (!outbound.hasUnsent() && resumed) {
      return 0;
    }
    if (idle || nowNs - sealedNs >= lingerNs) {
      outbound.sealAll();
      sealedNs = nowNs;
    }
    int sent = 0;
    boolean allResumed = true;
    for (int p = 0; p < partitions; p++) {
      OutboundChannel channel = outbound.channel(p);
      if (p == self) {
        sent += channel.transmit(ownDelivery, marksDue);
      } else {
        askIfNeeded(p, channel, nowNs);
        sent += channel.transmit(sender, marksDue);
        allResumed &= channel.isResumed();
      }
    }
    resumed = allResumed;
    if (sent > 0) {
      counters.add(Counter.FRAMES_OUT, sent);
    }
    return sent;
  }

  private boolean deliverToSelf(byte[] frame, int at, int length) {
    ownFrame.length(0);
    ownFrame.writeBytes(frame, at, length);
    return own.offer(ownFrame.array(), 0, length);
  }

  private void askIfNeeded(int destination, OutboundChannel channel, long nowNs) {
    boolean silent = nowNs - heardNs[destination] > SILENCE_NS;
    boolean ask =
        channel.isResumed() ? channel.isPending() && silent : !asked[destination] || silent;
    if (ask && outbound.askWhereItStands(destination, sender)) {
      asked[destination] = true;
      heardNs[destination] = nowNs;
    }
  }
}
