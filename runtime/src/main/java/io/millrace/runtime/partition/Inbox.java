package io.millrace.runtime.partition;

import io.millrace.functions.ByteOutput;
import io.millrace.runtime.channel.InboundChannel;
import io.millrace.runtime.channel.InboundChannels;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.frame.FrameTrimmer;
import io.millrace.runtime.frame.FrameType;
import io.millrace.runtime.frame.Origin;
import io.millrace.runtime.metrics.Counter;
import io.millrace.runtime.metrics.Counters;
import io.millrace.runtime.transport.FrameSender;
import java.util.Arrays;
import java.util.Deque;

/**
 * The receiving side of a partition: journals the next frame of each channel, drops what it has,
 * refuses gaps, tells origins what is stable and where their channels stand.
 */
final class Inbox {
  /** A journaled frame that is to be acked once all below {@code endOffset} is stable. */
  record Unstable(long endOffset, InboundChannel channel, long next, long epoch, long position) {}

  /** Origins that a full journal refused are invited again this often. */
  private static final long RETRY_NS = 10_000_000L;

  private final int partition;
  private final EntryLog log;
  private final Feeder feeder;
  private final InboundChannels channels;
  private final Counters counters;
  private final FrameTrimmer trimmer = new FrameTrimmer();
  private final Deque<Unstable> unstable;
  private final byte[] reply = new byte[FrameHeader.LENGTH];
  private InboundChannel[] due = new InboundChannel[16];
  private int dueCount;
  private long wantedEpoch;
  private long invitedNs;

  Inbox(
      int partition,
      EntryLog log,
      Feeder feeder,
      InboundChannels channels,
      Deque<Unstable> unstable,
      Counters counters) {
    this.partition = partition;
    this.log = log;
    this.feeder = feeder;
    this.channels = channels;
    this.unstable = unstable;
    this.counters = counters;
  }

  /** Tells every origin known from the journal what is stable, and where its channel stands. */
  void recovered() {
    for (int i = 0; i < channels.size(); i++) {
      ackDue(channels.get(i));
      standDue(channels.get(i));
    }
  }

  /**
   * Takes note of a DATA entry that stands in the journal and was not taken from its channel here.
   */
  static void journaled(
      byte[] frame, int at, EntryLog log, InboundChannels channels, Deque<Unstable> unstable) {
    InboundChannel channel = channels.channel(FrameHeader.origin(frame, at));
    long next = FrameHeader.firstSequence(frame, at) + FrameHeader.recordCount(frame, at);
    channel.journaled(next, FrameHeader.sourcePosition(frame, at));
    long end = FrameHeader.offset(frame, at) + FrameHeader.span(frame, at);
    if (unstable.isEmpty() && end <= log.stableOffset()) {
      channel.stable(next, log.epoch(), channel.journaledPosition());
    } else {
      unstable.add(new Unstable(end, channel, next, log.epoch(), channel.journaledPosition()));
    }
  }

  /**
   * Takes an entry that was copied from the owner's journal into this one. What stands before the
   * owner's DEPLOY entry waits for that one: until then nobody has begun to fold it.
   */
  void copied(byte[] frame, int at, int length) {
    log.recovered(frame, at);
    if (FrameHeader.type(frame, at) == FrameType.DATA) {
      journaled(frame, at, log, channels, unstable);
    }
    if (log.isDeployed()) {
      feeder.appended(frame, at, length);
    } else {
      feeder.left();
    }
  }

  /** Takes a DATA frame; false if the journal has no room for it now. */
  boolean onData(byte[] frame, int at, int length) {
    InboundChannel channel = channels.channel(FrameHeader.origin(frame, at));
    if (isOfFormerClient(channel, frame, at)) {
      return true;
    }
    long first = FrameHeader.firstSequence(frame, at);
    int count = FrameHeader.recordCount(frame, at);
    long next = channel.journaledNext();
    switch (InboundChannel.accept(next, first, count)) {
      case GAP -> {
        counters.increment(Counter.GAPS);
        standDue(channel);
        return true;
      }
      case DUPLICATE -> {
        counters.add(Counter.DUPLICATES, count);
        ackDue(channel);
        return true;
      }
      case OVERLAP -> {
        counters.add(Counter.DUPLICATES, next - first);
        ByteOutput rest = trimmer.dropFirst(frame, at, (int) (next - first));
        return journal(channel, rest.array(), 0, rest.length());
      }
      default -> {
        return journal(channel, frame, at, length);
      }
    }
  }

  private boolean journal(InboundChannel channel, byte[] frame, int at, int length) {
    if (!deploy() || !advance(FrameHeader.epoch(frame, at)) || !log.append(frame, at, length)) {
      standDue(channel);
      return false;
    }
    long next = FrameHeader.firstSequence(frame, at) + FrameHeader.recordCount(frame, at);
    channel.journaled(next, FrameHeader.sourcePosition(frame, at));
    if (unstable.isEmpty() && log.stableOffset() == log.endOffset()) {
      channel.stable(next, log.epoch(), channel.journaledPosition());
      ackDue(channel);
    } else {
      unstable.add(
          new Unstable(log.endOffset(), channel, next, log.epoch(), channel.journaledPosition()));
    }
    feeder.appended(frame, at, length);
    return true;
  }

  /**
   * Enters a later epoch, before anything that was produced in it is journaled or forgotten.
   *
   * @return false if the journal has no room for the entry now
   */
  boolean advance(long epoch) {
    wantedEpoch = Math.max(wantedEpoch, epoch);
    if (epoch <= log.epoch()) {
      return true;
    }
    byte[] entry = log.control(FrameType.EPOCH);
    FrameHeader.epoch(entry, 0, epoch);
    if (!journalControl(entry)) {
      return false;
    }
    log.epoch(epoch);
    return true;
  }

  /**
   * Enters that this code folds from here on, if other code did, or nobody: before anything else is
   * journaled, and stable before anything is folded, since from then on no other may go on where
   * the last one stopped.
   *
   * @return false if the journal has no room for the entry now
   */
  boolean deploy() {
    if (log.isDeployed()) {
      return true;
    }
    byte[] entry = log.control(FrameType.DEPLOY);
    FrameHeader.seal(entry, 0);
    if (!log.appendDeploy(entry)) {
      return false;
    }
    feeder.appended(entry, 0, FrameHeader.LENGTH);
    return true;
  }

  /** Journals an entry of the partition's own without records; false if there is no room now. */
  boolean journalControl(byte[] entry) {
    FrameHeader.seal(entry, 0);
    if (!log.append(entry, 0, FrameHeader.LENGTH)) {
      return false;
    }
    feeder.appended(entry, 0, FrameHeader.LENGTH);
    return true;
  }

  /** An origin asks where its channel stands. */
  void onResume(byte[] frame, int at) {
    InboundChannel channel = channels.channel(FrameHeader.origin(frame, at));
    if (!isOfFormerClient(channel, frame, at)) {
      ackDue(channel);
      standDue(channel);
    }
  }

  /**
   * What a client sends cannot be read again. So where a session has moved, what comes late from
   * its former place must not take the sequences of other records.
   */
  private boolean isOfFormerClient(InboundChannel channel, byte[] frame, int at) {
    if (!Origin.isClient(channel.origin()) || channel.admit(FrameHeader.term(frame, at))) {
      return false;
    }
    counters.increment(Counter.STALE);
    return true;
  }

  private void ackDue(InboundChannel channel) {
    enlist(channel);
    channel.ackDue(true);
  }

  private void standDue(InboundChannel channel) {
    enlist(channel);
    channel.standDue(true);
  }

  /** Remembers a channel that is owed an answer, once. */
  private void enlist(InboundChannel channel) {
    if (channel.isAckDue() || channel.isStandDue()) {
      return;
    }
    if (dueCount == due.length) {
      due = Arrays.copyOf(due, dueCount * 2);
    }
    due[dueCount++] = channel;
  }

  /**
   * Takes note of what became stable, and sends what is due; returns how much it did. While the
   * journal is full, origins are told now and then where they stand: only what they send shows that
   * there is room again.
   */
  int work(long nowNs, FrameSender origins) {
    int work = 0;
    boolean inviting = !log.isRefused() || nowNs - invitedNs >= RETRY_NS;
    if (log.isRefused() && inviting) {
      invitedNs = nowNs;
    }
    for (InboundChannel stable = nextStable(); stable != null; stable = nextStable()) {
      ackDue(stable);
      work++;
    }
    if (wantedEpoch > log.epoch()) {
      advance(wantedEpoch);
    }
    int kept = 0;
    for (int i = 0; i < dueCount; i++) {
      if (reply(due[i], inviting, origins)) {
        work++;
      } else {
        due[kept++] = due[i];
      }
    }
    dueCount = kept;
    return work;
  }

  /** Takes note of the next frame that became stable; its channel, or null if there is none. */
  InboundChannel nextStable() {
    if (unstable.isEmpty() || unstable.peek().endOffset() > log.stableOffset()) {
      return null;
    }
    Unstable entry = unstable.poll();
    entry.channel().stable(entry.next(), entry.epoch(), entry.position());
    return entry.channel();
  }

  private boolean reply(InboundChannel channel, boolean inviting, FrameSender origins) {
    if (channel.isAckDue()) {
      if (!sendAck(channel, origins)) {
        return false;
      }
      channel.ackDue(false);
    }
    if (channel.isStandDue() && inviting) {
      if (!sendStand(channel, origins)) {
        return false;
      }
      channel.standDue(false);
    }
    return !channel.isStandDue();
  }

  private boolean sendAck(InboundChannel channel, FrameSender origins) {
    beginReply(FrameType.ACK, channel);
    FrameHeader.firstSequence(reply, 0, channel.stableNext());
    FrameHeader.epoch(reply, 0, channel.stableEpoch());
    FrameHeader.sourcePosition(reply, 0, channel.stablePosition());
    return finishReply(origins);
  }

  private boolean sendStand(InboundChannel channel, FrameSender origins) {
    beginReply(FrameType.STAND, channel);
    FrameHeader.firstSequence(reply, 0, channel.journaledNext());
    FrameHeader.sourcePosition(reply, 0, channel.journaledPosition());
    return finishReply(origins);
  }

  private void beginReply(FrameType type, InboundChannel channel) {
    FrameHeader.init(reply, 0, type);
    log.stampFrame(reply);
    FrameHeader.origin(reply, 0, channel.origin());
    FrameHeader.destination(reply, 0, partition);
  }

  private boolean finishReply(FrameSender origins) {
    FrameHeader.seal(reply, 0);
    return origins.offer(reply, 0, FrameHeader.LENGTH);
  }
}
