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
  private final FrameStamp stamp;
  private final int partition;
  private final Journal copy;
  private final Terms terms;
  private final byte[] reply = new byte[FrameHeader.LENGTH + Integer.BYTES];
  private int term;
  private int lastTerm;

  /** Whether what it holds cannot be compared with the owner's journal: only a snapshot helps. */
  private boolean useless;

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
    useless = lastTerm == Terms.NONE && copy.endOffset() > 0;
  }

  /** The coordinator named a new owner: earlier ones are refused from here on. */
  public void term(int raised) {
    term = Math.max(term, raised);
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
   * @throws JournalException if the copy cannot be used any further
   */
  public void onFrame(byte[] frame, int at) {
    if (FrameHeader.application(frame, at) != stamp.application()
        || FrameHeader.generation(frame, at) != stamp.generation()) {
      return;
    }
    int sender = FrameHeader.term(frame, at);
    if (sender < term) {
      // it has been replaced; the answer, with the later term, says so
      copyFromDue = true;
      return;
    }
    term = sender;
    switch (FrameHeader.type(frame, at)) {
      case FOLLOW -> copyFromDue = true;
      case CUT -> {
        cut(frame, at);
        copyFromDue = true;
      }
      case COPY -> take(frame, at);
      default -> {
        // not for a follower
      }
    }
  }

  /** Cuts off what the owner does not have, if the copy is still as the owner was told. */
  private void cut(byte[] frame, int at) {
    int body = at + FrameHeader.LENGTH;
    boolean asTold =
        copy.endOffset() == Bits.getLong(frame, body + 4)
            && lastTerm == Bits.getInt(frame, body + 12);
    if (asTold) {
      int common = Bits.getInt(frame, body);
      long to = Math.min(FrameHeader.firstSequence(frame, at), terms.endOf(common));
      copy.cut(Math.max(to, copy.startOffset()));
      lookAtEnd();
    }
  }

  private void take(byte[] frame, int at) {
    if (useless || FrameHeader.firstSequence(frame, at) > copy.endOffset()) {
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
      }
      entry += length;
    }
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
    FrameHeader.firstSequence(reply, 0, useless ? -1 : copy.endOffset());
    Bits.putInt(reply, FrameHeader.LENGTH, lastTerm);
    FrameHeader.seal(reply, 0);
    return owner.offer(reply, 0, reply.length);
  }
}
