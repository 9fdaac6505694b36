package io.millrace.runtime.replication;

import io.millrace.runtime.channel.FrameStamp;
import io.millrace.runtime.frame.Bits;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.frame.FrameType;
import io.millrace.runtime.journal.Journal;
import io.millrace.runtime.journal.JournalException;
import io.millrace.runtime.transport.FrameSender;

/**
 * The follower's side: a copy of a partition's journal that takes entries from the owner of the
 * highest term it has heard of, and from no other. One thread.
 */
public final class FollowerJournal {

  /** Hears of each entry that was appended to the copy. */
  @FunctionalInterface
  public interface Copied {
    /** An entry stands in the copy; the array may be changed. */
    void onEntry(byte[] frame, int at, int length);
  }

  /** What an answer says behind the last term instead of an offset: no snapshot is needed. */
  static final long NO_SNAPSHOT = -1;

  private static final long NOT = -1;

  private final FrameStamp stamp;
  private final int partition;
  private final Journal copy;
  private final Terms terms;
  private final byte[] reply = new byte[FrameHeader.LENGTH + Integer.BYTES + Long.BYTES];
  private Copied copied = (frame, at, length) -> {};
  private int term;
  private int lastTerm;

  /** The owner's link that asked how far the copy is: entries of another belong behind others. */
  private long link = FrameHeader.NO_POSITION;

  private long neededSnapshot = NO_SNAPSHOT;
  private long startOverAt = NOT;
  private boolean wasCut;
  private long stable;

  private boolean copiedDue;
  private boolean copyFromDue;

  /**
   * A follower over its copy.
   *
   * @param stamp of the partition, with the owner's term
   */
  public FollowerJournal(FrameStamp stamp, int partition, Journal copy) {
    this.stamp = stamp;
    this.partition = partition;
    this.copy = copy;
    this.terms = new Terms(copy);
    this.term = stamp.term();
    lookAtEnd();
  }

  private void lookAtEnd() {
    lastTerm = terms.last();
  }

  /**
   * Whoever folds along hears of entries from here on.
   *
   * @param offset all below it is known to be stable, from a snapshot
   */
  public void onCopied(Copied listener, long offset) {
    copied = listener;
    stable = Math.max(stable, offset);
    copyFromDue = true;
  }

  /** The coordinator named a new owner: earlier ones are refused from here on. */
  public void term(int raised) {
    if (raised > term) {
      term = raised;
      link = FrameHeader.NO_POSITION;
      startOverAt = NOT; // the later owner may have what the earlier one lacked
      // what the former owner called stable beyond this, it alone had
      stable = Math.min(stable, copy.endOffset());
    }
  }

  /**
   * Nobody can fold the copy as it is: entries are taken all the same, and the owner is asked for a
   * snapshot.
   *
   * @param offset only one of this offset or a later one helps
   */
  void needSnapshot(long offset) {
    neededSnapshot = offset;
    copyFromDue = true;
  }

  /**
   * The owner's link that asked how far the copy is, {@link FrameHeader#NO_POSITION} if none has.
   */
  long link() {
    return link;
  }

  /** Whether the owner has said that nothing of the copy is of use: it is to {@link #startOver}. */
  public boolean isToStartOver() {
    return startOverAt != NOT;
  }

  /** Throws the copy away and begins where the owner said. Waits for the disk. */
  public void startOver() {
    copy.startOver(startOverAt);
    startOverAt = NOT;
    lookAtEnd();
    copyFromDue = true;
  }

  /** Whether entries that somebody may have heard of are gone from the copy. */
  boolean wasCut() {
    return wasCut;
  }

  /** All entries below it are stable, as the owner says, and in the copy; for the copy's thread. */
  public long stableOffset() {
    return stable;
  }

  /** The owner says that all entries below are stable, and the copy is the same as its journal. */
  void stable(long offset) {
    stable = Math.max(stable, offset);
  }

  /** The highest term it has heard of. */
  public int term() {
    return term;
  }

  /** The copy. */
  public Journal copy() {
    return copy;
  }

  /**
   * Takes a frame of an owner.
   *
   * @return whether it is that of the owner that it listens to, and meant for it
   * @throws JournalException if the copy cannot be used any further
   */
  public boolean onFrame(byte[] frame, int at) {
    if (FrameHeader.application(frame, at) != stamp.application()
        || FrameHeader.generation(frame, at) != stamp.generation()) {
      return false;
    }
    int sender = FrameHeader.term(frame, at);
    if (sender < term) {
      // it has been replaced; the answer, with the later term, says so
      copyFromDue = true;
      return false;
    }
    term(sender);
    FrameType type = FrameHeader.type(frame, at);
    boolean asks =
        type == FrameType.FOLLOW || type == FrameType.CUT || type == FrameType.START_OVER;
    if (asks) {
      link = FrameHeader.sourcePosition(frame, at);
      copyFromDue = true;
    } else if (link != FrameHeader.sourcePosition(frame, at)) {
      copyFromDue = true;
      return false;
    }
    switch (type) {
      case CUT -> cut(frame, at);
      case COPY -> take(frame, at);
      case PROGRESS -> stable(FrameHeader.firstSequence(frame, at));
      case START_OVER ->
          startOverAt = isAsTold(frame, at) ? FrameHeader.firstSequence(frame, at) : NOT;
      default -> {
        // FOLLOW asks only, a snapshot is taken by others
      }
    }
    return true;
  }

  /** Cuts off what the owner does not have, if the copy is still as the owner was told. */
  private void cut(byte[] frame, int at) {
    if (isAsTold(frame, at)) {
      int common = Bits.getInt(frame, at + FrameHeader.LENGTH);
      long to = Math.min(FrameHeader.firstSequence(frame, at), terms.endOf(common));
      to = Math.max(to, copy.startOffset());
      wasCut |= to < copy.endOffset();
      copy.cut(to);
      lookAtEnd();
    }
  }

  /** Whether the copy is still as the owner was told: a late word must not count for another. */
  private boolean isAsTold(byte[] frame, int at) {
    int body = at + FrameHeader.LENGTH;
    return copy.endOffset() == Bits.getLong(frame, body + 4)
        && lastTerm == Bits.getInt(frame, body + 12);
  }

  private void take(byte[] frame, int at) {
    if (FrameHeader.firstSequence(frame, at) > copy.endOffset()) {
      copyFromDue = true;
      return;
    }
    int end = at + FrameHeader.length(frame, at);
    for (int entry = at + FrameHeader.LENGTH; entry < end; ) {
      int length = end - entry < FrameHeader.LENGTH ? 0 : FrameHeader.length(frame, entry);
      if (length < FrameHeader.LENGTH || length > end - entry) {
        throw new JournalException(
            "copied entry cut short: partition=" + partition + ", offset=" + copy.endOffset());
      }
      if (FrameHeader.offset(frame, entry) >= copy.endOffset()) {
        if (!copy.append(frame, entry, length)) {
          break;
        }
        lastTerm = FrameHeader.term(frame, entry);
        copied.onEntry(frame, entry, length);
      }
      entry += length;
    }
    stable(FrameHeader.offset(frame, at));
    copiedDue = true;
  }

  /** Sends what is due; returns how much it did. */
  public int work(FrameSender owner) {
    int work = 0;
    if (copyFromDue && send(FrameType.COPY_FROM, owner)) {
      copyFromDue = false;
      work++;
    }
    if (copiedDue && send(FrameType.COPIED, owner)) {
      copiedDue = false;
      work++;
    }
    return work;
  }

  private boolean send(FrameType type, FrameSender owner) {
    FrameHeader.init(reply, 0, type);
    FrameHeader.length(reply, 0, reply.length);
    FrameHeader.application(reply, 0, stamp.application());
    FrameHeader.generation(reply, 0, stamp.generation());
    FrameHeader.origin(reply, 0, stamp.origin());
    FrameHeader.destination(reply, 0, partition);
    FrameHeader.term(reply, 0, term);
    FrameHeader.sourcePosition(reply, 0, link);
    FrameHeader.firstSequence(reply, 0, copy.endOffset());
    Bits.putInt(reply, FrameHeader.LENGTH, lastTerm);
    Bits.putLong(reply, FrameHeader.LENGTH + Integer.BYTES, neededSnapshot);
    FrameHeader.seal(reply, 0);
    return owner.offer(reply, 0, reply.length);
  }
}
