package io.millrace.runtime.partition;

import io.millrace.functions.ByteOutput;
import io.millrace.runtime.channel.InboundChannels;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.frame.FrameType;
import io.millrace.runtime.journal.Journal;
import io.millrace.runtime.journal.JournalException;
import io.millrace.runtime.journal.JournalReader;

/**
 * Feeds stable entries to the fold, in the order of the journal: straight from the hand that
 * appended them if the fold is up to date, from a small backlog in memory if it is a little behind,
 * from the journal if it is far behind.
 */
final class Feeder {
  /** So many records are read ahead in a replay, and so many bytes, or one entry. */
  private static final int AHEAD_RECORDS = 64;

  private static final int AHEAD_BYTES = 1 << 16;

  private final Journal journal;
  private final Fold fold;
  private final InboundChannels channels;
  private final Backlog backlog = new Backlog(1 << 20);
  private final ByteOutput current = new ByteOutput(1 << 12);
  private boolean behind;
  private JournalReader reader;
  private long foldedOffset;
  private boolean partly;
  private boolean frozen;

  Feeder(Journal journal, Fold fold, InboundChannels channels, long foldedOffset) {
    this.journal = journal;
    this.fold = fold;
    this.channels = channels;
    this.foldedOffset = foldedOffset;
    this.behind = foldedOffset < journal.endOffset();
  }

  /** Takes note of an entry that was just appended, and applies it at once if it can. */
  void appended(byte[] frame, int at, int length) {
    if (frozen) {
      behind = true;
    }
    if (behind) {
      return;
    }
    long end = FrameHeader.offset(frame, at) + FrameHeader.span(frame, at);
    if (backlog.isEmpty() && journal.stableOffset() >= end && apply(frame, at)) {
      return;
    }
    if (!backlog.offer(frame, at, length)) {
      behind = true;
    }
  }

  /** Takes note of an entry that was just appended and is not to be applied yet. */
  void left() {
    behind = true;
  }

  /** Folds nothing any more: what arrives stays in the journal. */
  void freeze() {
    frozen = true;
  }

  /** Whether the entry at hand was interrupted, so that some of what it emits may be sent. */
  boolean isPartlyApplied() {
    return partly;
  }

  /** Applies entries until {@code offset} is reached. */
  void workUpTo(long offset) {
    while (foldedOffset < offset) {
      fold.awaitRoom();
      if (work(1) == 0) {
        throw new IllegalStateException(
            "cannot fold again: reached=" + foldedOffset + ", wanted=" + offset);
      }
    }
  }

  /** Applies entries that wait, at most {@code limit}; returns how many. */
  int work(int limit) {
    return work(limit, Long.MAX_VALUE);
  }

  /**
   * Applies entries that wait; returns how many.
   *
   * @param limit at most so many
   * @param end only those below this offset
   */
  int work(int limit, long end) {
    int applied = 0;
    while (!frozen && applied < limit && foldedOffset < Math.min(end, journal.stableOffset())) {
      if (backlog.isEmpty() && !(behind && readAhead())
          || !apply(backlog.array(), backlog.first())) {
        break;
      }
      backlog.removeFirst();
      applied++;
    }
    if (behind && foldedOffset == journal.endOffset()) {
      behind = false;
      closeReader();
    }
    return applied;
  }

  /**
   * Reads what comes next in the journal into the empty backlog; several small entries together, so
   * that the fold can touch the state of all their keys at once.
   */
  private boolean readAhead() {
    if (reader == null) {
      reader = journal.reader(foldedOffset);
    }
    long next = foldedOffset;
    int records = 0;
    int bytes = 0;
    while (records < AHEAD_RECORDS && bytes < AHEAD_BYTES && reader.read(current)) {
      byte[] frame = current.array();
      if (FrameHeader.offset(frame, 0) != next) {
        throw new JournalException(
            "journal out of order: offset=" + FrameHeader.offset(frame, 0) + ", expected=" + next);
      }
      next += FrameHeader.span(frame, 0);
      records += FrameHeader.recordCount(frame, 0);
      bytes += current.length();
      backlog.add(frame, 0, current.length());
      if (records < AHEAD_RECORDS && FrameHeader.type(frame, 0) == FrameType.DATA) {
        fold.expect(frame, 0);
      }
    }
    fold.touchExpected();
    return !backlog.isEmpty();
  }

  private boolean apply(byte[] frame, int at) {
    if (!fold.apply(frame, at)) {
      partly = fold.isInterrupted();
      return false;
    }
    partly = false;
    if (FrameHeader.type(frame, at) == FrameType.DATA) {
      channels
          .channel(FrameHeader.origin(frame, at))
          .folded(
              FrameHeader.firstSequence(frame, at) + FrameHeader.recordCount(frame, at),
              FrameHeader.sourcePosition(frame, at));
    }
    foldedOffset += FrameHeader.span(frame, at);
    return true;
  }

  /** All entries below this are folded. */
  long foldedOffset() {
    return foldedOffset;
  }

  /** Whether nothing waits. */
  boolean isCaughtUp() {
    return foldedOffset == journal.endOffset();
  }

  void closeReader() {
    if (reader != null) {
      reader.close();
      reader = null;
    }
  }
}
