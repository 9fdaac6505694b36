package io.millrace.runtime.rewind;

import io.millrace.functions.ByteOutput;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.frame.FrameType;
import io.millrace.runtime.journal.JournalReader;
import io.millrace.runtime.journal.ReadableJournal;
import java.util.function.Predicate;

/**
 * Finds where a journal enters epochs, among its stable entries: by halves, since epochs and times
 * never fall along a journal. Reads the disk; not for a partition's thread.
 */
public final class EpochSearch {
  private static final int READ_THROUGH = 1 << 12;

  /**
   * An EPOCH entry.
   *
   * @param epoch that is entered
   * @param offset of the entry
   * @param atMs when it was journaled, since 1970
   */
  public record Mark(long epoch, long offset, long atMs) {}

  /**
   * Two marks that follow each other.
   *
   * @param before the last that is not what was looked for, or null
   * @param first the first that is, or null
   */
  private record Found(Mark before, Mark first) {}

  private final ReadableJournal journal;
  private final ByteOutput frame = new ByteOutput(1 << 12);

  /** A search in a journal whose readers give stable entries. */
  public EpochSearch(ReadableJournal journal) {
    this.journal = journal;
  }

  /** The entry by which the journal enters this epoch, or a later one without it; or null. */
  public Mark firstFrom(long epoch) {
    return find(mark -> mark.epoch() >= epoch).first;
  }

  /** The last epoch that was entered at this time or before, or null. */
  public Mark lastUntil(long atMs) {
    return find(mark -> mark.atMs() > atMs).before;
  }

  /**
   * Where the journal is cut so that all journals, each cut so, are a consistent cut of the
   * application: behind the EPOCH entry, or before that of the next epoch if this one was passed
   * over. -1 if the epoch has not been entered yet.
   */
  public long cut(long epoch) {
    Mark first = firstFrom(epoch);
    if (first == null) {
      return -1;
    }
    return first.epoch() == epoch ? first.offset() + 1 : first.offset();
  }

  /** Looks for the first mark of which something holds that holds of all later ones. */
  private Found find(Predicate<Mark> wanted) {
    long low = journal.startOffset();
    long high = journal.stableOffset();
    Mark before = null;
    Mark first = null;
    while (high - low > READ_THROUGH) {
      long middle = low + (high - low) / 2;
      Mark mark = next(middle, high);
      if (mark != null && !wanted.test(mark)) {
        before = mark;
        low = mark.offset() + 1;
      } else {
        first = mark == null ? first : mark;
        high = middle;
      }
    }
    Mark[] found = {before, first};
    visit(
        low,
        high,
        mark -> {
          boolean isWanted = wanted.test(mark);
          found[isWanted ? 1 : 0] = mark;
          return isWanted;
        });
    return new Found(found[0], found[1]);
  }

  /** The first mark from an offset on and before another, or null. */
  private Mark next(long from, long end) {
    Mark[] found = {null};
    visit(
        from,
        end,
        mark -> {
          found[0] = mark;
          return true;
        });
    return found[0];
  }

  /** Visits the marks from an offset on and before another, until one is enough. */
  private void visit(long from, long end, Predicate<Mark> isEnough) {
    if (from >= end) {
      return;
    }
    try (JournalReader reader = journal.reader(from)) {
      while (reader.offset() < end && reader.read(frame)) {
        byte[] entry = frame.array();
        long offset = FrameHeader.offset(entry, 0);
        if (FrameHeader.type(entry, 0) == FrameType.EPOCH && offset >= from && offset < end) {
          long timeMs = FrameHeader.journalTimeMs(entry, 0);
          if (isEnough.test(new Mark(FrameHeader.epoch(entry, 0), offset, timeMs))) {
            return;
          }
        }
      }
    }
  }
}
