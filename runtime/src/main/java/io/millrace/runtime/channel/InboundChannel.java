package io.millrace.runtime.channel;

import io.millrace.runtime.frame.FrameHeader;

/** The receiving end of a channel: how far it is journaled, and how far it is folded. */
public final class InboundChannel {

  /** What a frame is to a receiver. */
  public enum Acceptance {
    /** The one that is waited for. */
    NEXT,
    /** Journaled already. */
    DUPLICATE,
    /** The first records are journaled already, the last ones are not. */
    OVERLAP,
    /** Something before it is missing. */
    GAP
  }

  private final long origin;
  private long journaledNext = 1;
  private long journaledPosition = FrameHeader.NO_POSITION;
  private long foldedNext = 1;
  private long foldedPosition = FrameHeader.NO_POSITION;
  private long stableNext = 1;
  private long stableEpoch;
  private long stablePosition = FrameHeader.NO_POSITION;
  private int originTerm;
  private boolean ackDue;
  private boolean standDue;

  InboundChannel(long origin) {
    this.origin = origin;
  }

  /** Who numbers the channel. */
  public long origin() {
    return origin;
  }

  /** What a frame of {@code count} records from {@code first} on is when {@code next} is due. */
  public static Acceptance accept(long next, long first, int count) {
    if (first > next) {
      return Acceptance.GAP;
    }
    if (first == next) {
      return Acceptance.NEXT;
    }
    return first + count <= next ? Acceptance.DUPLICATE : Acceptance.OVERLAP;
  }

  /**
   * Takes notice of a frame's sender: the highest term counts from now on.
   *
   * @param term of the frame's sender
   * @return false if another has replaced it, has asked where the channel stands, and numbers its
   *     records from there
   */
  public boolean admit(int term) {
    if (term < originTerm) {
      return false;
    }
    originTerm = term;
    return true;
  }

  /** A frame up to before {@code next} was journaled. */
  public void journaled(long next, long position) {
    journaledNext = next;
    journaledPosition = Math.max(journaledPosition, position);
  }

  /** A frame up to before {@code next} was folded. */
  public void folded(long next, long position) {
    foldedNext = next;
    foldedPosition = Math.max(foldedPosition, position);
  }

  /** Everything below {@code next} is stable, journaled in {@code epoch} at the latest. */
  public void stable(long next, long epoch, long position) {
    stableNext = next;
    stableEpoch = epoch;
    stablePosition = position;
  }

  /** As restored from a snapshot whose fold was in {@code epoch}. */
  void restored(long next, long position, long epoch) {
    folded(next, position);
    journaled(next, position);
    stable(next, epoch, position);
  }

  public long journaledNext() {
    return journaledNext;
  }

  public long journaledPosition() {
    return journaledPosition;
  }

  public long foldedNext() {
    return foldedNext;
  }

  public long foldedPosition() {
    return foldedPosition;
  }

  public long stableNext() {
    return stableNext;
  }

  public long stableEpoch() {
    return stableEpoch;
  }

  /** The origin's position behind all that is stable. */
  public long stablePosition() {
    return stablePosition;
  }

  /** Whether the origin is to be told what is stable. */
  public boolean isAckDue() {
    return ackDue;
  }

  public void ackDue(boolean due) {
    ackDue = due;
  }

  /** Whether the origin is to be told what is waited for. */
  public boolean isStandDue() {
    return standDue;
  }

  public void standDue(boolean due) {
    standDue = due;
  }
}
