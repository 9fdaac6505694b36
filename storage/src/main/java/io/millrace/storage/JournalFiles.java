package io.millrace.storage;

import io.millrace.runtime.journal.JournalException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out what a journal holds, and repairs its end. Used once, before anything else is. */
final class JournalFiles {
  private static final Logger LOG = LoggerFactory.getLogger(JournalFiles.class);
  private static final String TERM = "term";
  private static final String START = "start";

  /**
   * What is there.
   *
   * @param segments those with entries, oldest first
   * @param endOffset the offset that the next entry gets
   * @param nextNumber of the next segment
   * @param bytes in the segments, about
   * @param removed what was wrong at the end and is not counted, or null
   */
  record Content(
      List<Segment> segments, long endOffset, long nextNumber, long bytes, String removed) {}

  private JournalFiles() {}

  /**
   * Refuses an older term than that of a former opener, else remembers it.
   *
   * @throws JournalException if refused
   */
  static void enterTerm(Path journal, int term) throws IOException {
    Optional<Long> former = number(journal.resolve(TERM));
    if (former.isPresent() && former.get() > term) {
      throw new JournalException(
          "term too old: journal="
              + journal
              + ", term="
              + term
              + "; it was opened with "
              + former.get()
              + "; another owner has it now");
    }
    if (former.isEmpty() || former.get() != term) {
      write(journal.resolve(TERM), term);
    }
  }

  /** Whether somebody opened this journal to write it. */
  static boolean hasTerm(Path journal) {
    return Files.exists(journal.resolve(TERM));
  }

  /** The offset at which a journal without segments starts; kept when all of them are cut off. */
  static void start(Path journal, long offset) throws IOException {
    write(journal.resolve(START), offset);
  }

  private static Optional<Long> number(Path file) throws IOException {
    return DocumentFile.read(file)
        .map(content -> Long.parseLong(new String(content, StandardCharsets.US_ASCII)));
  }

  private static void write(Path file, long number) throws IOException {
    DocumentFile.write(file, Long.toString(number).getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * Reads the directory and repairs the journal's end, so that it can be appended to: trailing
   * segments without a good entry are deleted, the last one with entries is checked whole.
   *
   * @throws JournalException if anything but the very end is damaged
   */
  static Content recover(Path journal) throws IOException {
    SegmentFiles.removeLeftovers(journal);
    Content content = look(journal);
    for (long number : SegmentFiles.list(journal)) {
      Path segment = SegmentFiles.directory(journal, number);
      if (content.segments().stream().noneMatch(known -> known.directory().equals(segment))) {
        SegmentFiles.delete(segment);
      }
    }
    return content;
  }

  /**
   * Reads the directory and changes nothing: what {@link #recover} would remove is not counted.
   *
   * @throws JournalException if anything but the very end is damaged
   */
  static Content look(Path journal) throws IOException {
    Deque<Long> numbers = new ArrayDeque<>(SegmentFiles.list(journal));
    long nextNumber = numbers.isEmpty() ? 0 : numbers.getLast() + 1;
    String removed = null;
    while (!numbers.isEmpty()) {
      Path last = SegmentFiles.directory(journal, numbers.getLast());
      Tail tail = check(last);
      removed = removed == null ? tail.removed : removed;
      if (tail.first >= 0) {
        List<Segment> segments = firstOffsets(journal, numbers);
        long bytes = tail.bytes;
        for (Segment segment : segments.subList(0, segments.size() - 1)) {
          bytes += Files.size(segment.file()) / 5 * 4;
        }
        return new Content(segments, tail.end, nextNumber, bytes, removed);
      }
      numbers.removeLast();
    }
    long start = number(journal.resolve(START)).orElse(0L);
    return new Content(List.of(), start, nextNumber, 0, removed);
  }

  private record Tail(long first, long end, long bytes, String removed) {}

  /** Checks every entry of a segment. {@code first} is negative if it has none. */
  private static Tail check(Path directory) throws IOException {
    Path file = directory.resolve(SegmentWriter.FILE);
    if (!Files.exists(file)) {
      return new Tail(-1, -1, 0, null);
    }
    long limit = SegmentFiles.end(directory).orElse(Long.MAX_VALUE);
    try (SegmentCursor cursor = new SegmentCursor(file)) {
      long first = -1;
      long end = -1;
      String removed = null;
      while (end < limit) {
        SegmentCursor.Kind kind = cursor.next();
        boolean follows = kind == SegmentCursor.Kind.FRAME && (first < 0 || cursor.offset() == end);
        if (!follows) {
          String fault = kind == SegmentCursor.Kind.FRAME ? "offset differs" : cursor.fault();
          removed =
              checkLast(cursor, kind == SegmentCursor.Kind.END ? null : fault, Math.max(end, 0));
          break;
        }
        first = first < 0 ? cursor.offset() : first;
        end = cursor.offset() + cursor.span();
        cursor.skip();
      }
      return new Tail(first, end, cursor.position(), removed);
    }
  }

  /** What is removed with the last entry, or null if nothing is wrong. */
  private static String checkLast(SegmentCursor cursor, String fault, long offset)
      throws IOException {
    if (cursor.hasFrameBehind(offset)) {
      throw corrupt(cursor.path(), cursor.position(), offset, fault == null ? "a hole" : fault);
    }
    // At 0 it is Chronicle's own header: the segment was being made.
    if (fault != null && cursor.position() > 0) {
      LOG.warn(
          "last entry left out, it was cut short: file={}, byte={}, offset={}, fault={}",
          cursor.path(),
          cursor.position(),
          offset,
          fault);
      return "file=" + cursor.path() + ", byte=" + cursor.position() + ", fault=" + fault;
    }
    return null;
  }

  static JournalException corrupt(Path file, long position, long offset, String fault) {
    return new JournalException(
        "journal corrupt: file="
            + file
            + ", byte="
            + position
            + ", offset="
            + offset
            + ", fault="
            + fault
            + "; check the disk, then restore the journal from a copy or rewind the application"
            + " to a cut before this offset");
  }

  private static List<Segment> firstOffsets(Path journal, Deque<Long> numbers) throws IOException {
    List<Segment> segments = new ArrayList<>();
    long before = -1;
    for (long number : numbers) {
      Path directory = SegmentFiles.directory(journal, number);
      long first = firstOffset(directory.resolve(SegmentWriter.FILE));
      if (first <= before) {
        throw corrupt(directory, 0, first, "it starts below the segment before");
      }
      before = first;
      segments.add(new Segment(number, directory, first));
    }
    return segments;
  }

  private static long firstOffset(Path file) throws IOException {
    try (SegmentCursor cursor = new SegmentCursor(file)) {
      SegmentCursor.Kind kind = cursor.next();
      if (kind != SegmentCursor.Kind.FRAME) {
        String fault = kind == SegmentCursor.Kind.END ? "no entry" : cursor.fault();
        throw corrupt(file, cursor.position(), -1, fault);
      }
      return cursor.offset();
    }
  }
}
