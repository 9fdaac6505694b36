package io.millrace.storage;

import io.millrace.functions.ByteOutput;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.frame.FrameType;
import io.millrace.runtime.journal.Journal;
import io.millrace.runtime.journal.JournalException;
import io.millrace.runtime.journal.JournalReader;
import java.util.Arrays;
import java.util.Random;

/** Sealed frames of one record whose bytes only their offset and length decide. */
final class TestFrames {
  private TestFrames() {}

  static byte[] frame(long offset, int length) {
    byte[] frame = new byte[length];
    new Random(offset).nextBytes(frame);
    FrameHeader.init(frame, 0, FrameType.DATA);
    FrameHeader.length(frame, 0, length);
    FrameHeader.recordCount(frame, 0, 1);
    FrameHeader.offset(frame, 0, offset);
    FrameHeader.seal(frame, 0);
    return frame;
  }

  /** Appends until {@code count} frames are in or the journal refuses; returns how many. */
  static int append(Journal journal, int count, int length) {
    for (int i = 0; i < count; i++) {
      byte[] frame = frame(journal.endOffset(), length);
      if (!journal.append(frame, 0, length)) {
        return i;
      }
    }
    return count;
  }

  /** How many frames there are; fails at the first that is not as it was appended. */
  static int check(Journal journal, int length) {
    ByteOutput frame = new ByteOutput(length);
    int count = 0;
    try (JournalReader reader = readerAtStart(journal)) {
      for (long offset = reader.offset(); reader.read(frame); offset++) {
        if (!Arrays.equals(frame.toByteArray(), frame(offset, length))) {
          throw new AssertionError("another frame: offset=" + offset);
        }
        count++;
      }
    }
    return count;
  }

  /** The start may move until the reader holds it. */
  private static JournalReader readerAtStart(Journal journal) {
    while (true) {
      long start = journal.startOffset();
      try {
        return journal.reader(start);
      } catch (JournalException e) {
        if (journal.startOffset() == start) {
          throw e;
        }
      }
    }
  }
}
