package io.millrace.cli.offline;

import io.millrace.functions.ByteOutput;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.frame.FrameType;
import io.millrace.runtime.journal.Journal;
import io.millrace.runtime.journal.JournalReader;

/**
 * A journal as it was when it ended at some offset. What is appended is forgotten and never becomes
 * stable, so it is not folded: a replay emits again what stands behind that offset, or what a crash
 * kept from being journaled.
 */
final class JournalView implements Journal {
  private final Journal journal;
  private final long end;
  private long appendedEnd;
  private long ownNext;

  /** All entries that start below {@code until}. */
  JournalView(Journal journal, long until) {
    this.journal = journal;
    this.end = endOf(journal, until);
    this.appendedEnd = end;
  }

  /** Entries are whole: the one that holds {@code until} is left out unless it starts there. */
  private static long endOf(Journal journal, long until) {
    if (until >= journal.endOffset()) {
      return journal.endOffset();
    }
    ByteOutput frame = new ByteOutput(1 << 14);
    try (JournalReader reader = journal.reader(Math.max(until, journal.startOffset()))) {
      return reader.read(frame) ? FrameHeader.offset(frame.array(), 0) : journal.endOffset();
    }
  }

  @Override
  public boolean append(byte[] frame, int at, int length) {
    appendedEnd += FrameHeader.span(frame, at);
    if (FrameHeader.type(frame, at) == FrameType.DATA) {
      ownNext = FrameHeader.firstSequence(frame, at) + FrameHeader.recordCount(frame, at);
    }
    return true;
  }

  /** The sequence behind what the partition sent itself and this forgot; 0 if there is nothing. */
  long ownNext() {
    return ownNext;
  }

  /** Where the view ends, whatever was appended. */
  long limit() {
    return end;
  }

  @Override
  public long startOffset() {
    return journal.startOffset();
  }

  @Override
  public long endOffset() {
    return appendedEnd;
  }

  @Override
  public long stableOffset() {
    return end;
  }

  @Override
  public long sizeBytes() {
    return journal.sizeBytes();
  }

  @Override
  public JournalReader reader(long offset) {
    JournalReader reader = journal.reader(offset);
    return new JournalReader() {
      @Override
      public boolean read(ByteOutput frame) {
        return reader.offset() < end && reader.read(frame);
      }

      @Override
      public long offset() {
        return Math.min(end, reader.offset());
      }

      @Override
      public void close() {
        reader.close();
      }
    };
  }

  @Override
  public void release(long offset) {
    // deletes nothing
  }

  @Override
  public void cut(long offset) {
    throw new IllegalStateException("a view of a journal is never cut: offset=" + offset);
  }

  @Override
  public void startOver(long offset) {
    throw new IllegalStateException("a view of a journal is never thrown away: offset=" + offset);
  }

  @Override
  public void close() {
    // whoever opened the journal closes it
  }
}
