package io.millrace.storage;

import io.millrace.functions.ByteOutput;
import io.millrace.runtime.journal.JournalException;
import io.millrace.runtime.journal.JournalReader;
import java.io.IOException;

/**
 * Reads a journal's files as bytes, checking every frame; the journal keeps all segments from its
 * offset on. What it reads ahead it uses only as far as it was stable when it was read.
 */
final class ChronicleJournalReader implements JournalReader {
  private final ChronicleJournal journal;
  private Segment segment;
  private SegmentCursor cursor;
  private long segmentEnd;
  private long stableWhenRead;
  private volatile long offset;
  private volatile boolean closed;

  /** Only {@link ChronicleJournal#reader}, which holds deletion back meanwhile. */
  ChronicleJournalReader(ChronicleJournal journal, long wanted) {
    this.journal = journal;
    offset = wanted;
  }

  /** Goes to the entry that holds the wanted offset. */
  void seek() {
    if (offset < journal.stableOffset()) {
      try {
        offset = enter(offset);
      } catch (IOException e) {
        throw unreadable(e);
      }
    }
  }

  @Override
  public boolean read(ByteOutput frame) {
    long next = offset;
    if (next >= stableWhenRead) {
      long stable = journal.stableOffset();
      if (next >= stable) {
        return false;
      }
      stableWhenRead = stable;
      if (cursor != null) {
        cursor.refresh();
      }
    }
    if (closed) {
      throw new JournalException("reader closed: journal=" + journal.directory());
    }
    try {
      if (cursor == null || (next >= segmentEnd && next >= moveEnd())) {
        enter(next);
      }
      expectFrame(next);
      cursor.copyTo(frame);
      int span = cursor.span();
      cursor.skip();
      offset = next + span;
      return true;
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** The end of the segment that is being read moves while it is appended to. */
  private long moveEnd() {
    segmentEnd = journal.endOf(segment);
    return segmentEnd;
  }

  /** Opens the segment that holds an offset and goes there; returns where the entry starts. */
  private long enter(long wanted) throws IOException {
    if (cursor != null) {
      cursor.close();
      cursor = null;
    }
    stableWhenRead = journal.stableOffset();
    segment = journal.segmentOf(wanted);
    cursor = new SegmentCursor(segment.file(), true);
    segmentEnd = journal.endOf(segment);
    long start = segment.firstOffset();
    while (true) {
      expectFrame(start);
      if (start + cursor.span() > wanted) {
        return start;
      }
      start += cursor.span();
      cursor.skip();
    }
  }

  private void expectFrame(long expected) throws IOException {
    SegmentCursor.Kind kind = cursor.next();
    if (kind == SegmentCursor.Kind.FRAME && cursor.offset() == expected) {
      return;
    }
    String fault =
        switch (kind) {
          case FRAME -> "offset differs: entry=" + cursor.offset();
          case END -> "entries missing";
          case FAULT -> cursor.fault();
        };
    throw JournalFiles.corrupt(cursor.path(), cursor.position(), expected, fault);
  }

  private JournalException unreadable(IOException e) {
    return new JournalException(
        "journal unreadable: journal=" + journal.directory() + ", offset=" + offset + "; " + e, e);
  }

  @Override
  public long offset() {
    return offset;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      if (cursor != null) {
        cursor.close();
      }
      journal.closed(this);
    }
  }
}
