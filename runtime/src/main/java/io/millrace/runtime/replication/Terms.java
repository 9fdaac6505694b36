package io.millrace.runtime.replication;

import io.millrace.functions.ByteOutput;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.journal.Journal;
import io.millrace.runtime.journal.JournalReader;

/** Which owners wrote a journal: terms along its offsets, which never fall. */
final class Terms {
  /** Of a journal without entries. */
  static final int NONE = 0;

  /** An entry's place and term. */
  private record Entry(long offset, long end, int term) {}

  private final Journal journal;
  private final ByteOutput frame = new ByteOutput(1024);

  Terms(Journal journal) {
    this.journal = journal;
  }

  /** The term of the last entry, or {@link #NONE}. */
  int last() {
    return before(journal.endOffset());
  }

  /** The term of the entry that ends at this offset, or {@link #NONE}. */
  int before(long offset) {
    return offset == journal.startOffset() ? NONE : entryAt(offset - 1).term;
  }

  /**
   * Whether an entry of this term ends exactly here. What ended where the journal starts is gone;
   * it was of this term if the first entry is: both are of the journal of one owner.
   */
  boolean endsAt(long offset, int term) {
    if (offset < journal.startOffset() || offset > journal.endOffset()) {
      return false;
    }
    if (offset == journal.startOffset()) {
      return term == NONE || offset < journal.endOffset() && entryAt(offset).term == term;
    }
    Entry entry = entryAt(offset - 1);
    return entry.end == offset && entry.term == term;
  }

  /** Where the entries of this term and all before it end. */
  long endOf(int term) {
    long low = journal.startOffset();
    long high = journal.endOffset();
    while (low < high) {
      Entry middle = entryAt(low + (high - low) / 2);
      if (middle.term > term) {
        high = middle.offset;
      } else {
        low = middle.end;
      }
    }
    return low;
  }

  private Entry entryAt(long offset) {
    try (JournalReader reader = journal.reader(offset)) {
      if (!reader.read(frame)) {
        throw new IllegalStateException("no entry: offset=" + offset);
      }
      byte[] bytes = frame.array();
      long start = FrameHeader.offset(bytes, 0);
      return new Entry(start, start + FrameHeader.span(bytes, 0), FrameHeader.term(bytes, 0));
    }
  }
}
