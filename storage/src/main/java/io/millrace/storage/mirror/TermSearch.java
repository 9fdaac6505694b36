package io.millrace.storage.mirror;

import io.millrace.functions.ByteOutput;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.journal.JournalReader;
import io.millrace.runtime.journal.ReadableJournal;

/** Finds where the entries of an owner begin in a journal: by halves, since terms never fall. */
final class TermSearch {

  private TermSearch() {}

  /** Where the stable entries of owners before this term end. */
  static long endBefore(ReadableJournal journal, int term) {
    ByteOutput frame = new ByteOutput(1 << 12);
    long low = journal.startOffset();
    long high = journal.stableOffset();
    while (low < high) {
      try (JournalReader reader = journal.reader(low + (high - low) / 2)) {
        long offset = reader.offset();
        if (!reader.read(frame)) {
          return offset;
        }
        if (FrameHeader.term(frame.array(), 0) < term) {
          low = reader.offset();
        } else {
          high = offset;
        }
      }
    }
    return low;
  }
}
