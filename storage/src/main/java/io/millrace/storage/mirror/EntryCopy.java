package io.millrace.storage.mirror;

import io.millrace.functions.ByteOutput;
import io.millrace.runtime.channel.FrameStamp;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.frame.FrameType;
import io.millrace.runtime.journal.JournalReader;
import io.millrace.runtime.journal.ReadableJournal;
import io.millrace.runtime.rewind.EpochSearch.Mark;
import io.millrace.storage.mirror.MirrorManifest.Segment;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Copies the stable entries of a journal into segments of a mirror, in groups. Used by one thread,
 * but for {@link #end}.
 */
final class EntryCopy {
  private static final int GROUP_BYTES = 1 << 20;
  private static final long SEGMENT_BYTES = 64L << 20;

  private final MirrorFolder folder;
  private final FrameStamp stamp;
  private final int partition;
  private final ReadableJournal journal;
  private final ByteOutput frame = new ByteOutput(1 << 12);
  private final ByteOutput group = new ByteOutput(1 << 12);
  private final List<Mark> marks = new ArrayList<>();
  private int nextSegment;
  private MirrorOutput output;
  private String file;
  private long start;
  private volatile long written;
  private long flushed;
  private boolean named;
  private long bytes;

  private final Object reading = new Object();
  private JournalReader reader;
  private volatile boolean ended;

  EntryCopy(MirrorFolder folder, FrameStamp stamp, int partition, ReadableJournal journal) {
    this.folder = folder;
    this.stamp = stamp;
    this.partition = partition;
    this.journal = journal;
  }

  /** The journal is read no more when this returns. For any thread. */
  void end() {
    synchronized (reading) {
      ended = true;
      closeReader();
    }
  }

  /** For any thread. */
  boolean isEnded() {
    return ended;
  }

  private void closeReader() {
    if (reader != null) {
      reader.close();
      reader = null;
    }
  }

  /** Whether there are entries to copy. For any thread; not after a failure. */
  boolean isBehind() {
    return !ended && journal.stableOffset() > written;
  }

  /** Whether it is known what of the entries below an offset is stable. */
  boolean knowsStable(long offset) {
    return journal.stableOffset() >= Math.min(offset, journal.endOffset());
  }

  /**
   * Where the entries of former owners end. Of a disk that lost entries when its machine died, they
   * may have mirrored more than what is left: that counts no more, since others stand there.
   */
  long endOfFormerOwners() {
    synchronized (reading) {
      return ended ? 0 : TermSearch.endBefore(journal, stamp.term());
    }
  }

  /** Where the journal ends now, be it stable or not. */
  long journalEnd() {
    return journal.endOffset();
  }

  /** The number of the next segment: there must be none of it in this term. */
  void nextSegment(int number) {
    nextSegment = number;
  }

  /**
   * Copies a group of entries; what was copied counts once a manifest names it.
   *
   * @param from where the last manifest ends
   * @return how many bytes
   */
  int copy(long from) throws IOException {
    List<Mark> found = new ArrayList<>();
    long first;
    long next;
    synchronized (reading) {
      if (ended || !isReading(from)) {
        return 0;
      }
      first = reader.offset();
      group.length(0);
      while (group.length() < GROUP_BYTES && reader.read(frame)) {
        byte[] entry = frame.array();
        if (FrameHeader.type(entry, 0) == FrameType.EPOCH) {
          found.add(mark(entry));
        }
        group.writeBytes(entry, 0, frame.length());
      }
      next = reader.offset();
    }
    if (next > first) {
      write(first);
      written = next;
      marks.addAll(found);
    }
    return group.length();
  }

  private static Mark mark(byte[] entry) {
    return new Mark(
        FrameHeader.epoch(entry, 0),
        FrameHeader.offset(entry, 0),
        FrameHeader.journalTimeMs(entry, 0));
  }

  /** Whether there is a reader; a journal that has lost its beginning leaves a gap. */
  private boolean isReading(long from) {
    if (reader == null) {
      long offset = Math.max(from, journal.startOffset());
      if (offset > journal.stableOffset()) {
        return false; // an owner that has just begun does not know yet what is stable
      }
      reader = journal.reader(offset);
    }
    return true;
  }

  private void write(long first) throws IOException {
    if (output == null) {
      file = MirrorFolder.segment(stamp.term(), nextSegment++);
      start = first;
      bytes = 0;
      named = false;
      output = folder.files().create(folder.path(file));
      byte[] header =
          MirrorSegment.header(
              stamp.application(), partition, stamp.term(), stamp.generation(), first);
      output.write(header, 0, header.length);
    }
    output.write(group.array(), 0, group.length());
    bytes += group.length();
  }

  /** Whether there is more than the last manifest says. */
  boolean hasMoreThan(long end) {
    return output != null && written > end;
  }

  /**
   * Where what was copied ends.
   *
   * @param end where the last manifest ends
   */
  long end(long end) {
    return output == null ? end : written;
  }

  /** Whether there is a segment that no manifest names yet. */
  boolean isUnnamed() {
    return output != null && !named;
  }

  /** Whether there is more in the segment than was flushed. */
  boolean isUnflushed() {
    return output != null && flushed < written;
  }

  /**
   * Where what is durable ends, in segments that a manifest names.
   *
   * @param end where the last manifest ends
   */
  long flushedEnd(long end) {
    return output == null || !named ? end : flushed;
  }

  /** Makes durable what was copied. */
  void flush() throws IOException {
    output.flush();
    flushed = written;
  }

  /** Makes durable what was copied, and gives the segments with it. */
  List<Segment> flushed(List<Segment> before) throws IOException {
    if (output == null) {
      return before;
    }
    flush();
    List<Segment> segments = new ArrayList<>(before);
    segments.removeIf(segment -> segment.file().equals(file));
    segments.add(new Segment(file, start, written));
    return segments;
  }

  /** The EPOCH entries that were copied since the last manifest. */
  List<Mark> marks() {
    return marks;
  }

  /** A manifest names all that was copied. */
  void counted() throws IOException {
    marks.clear();
    named = true;
    if (output != null && bytes >= SEGMENT_BYTES) {
      closeOutput();
    }
  }

  private void closeOutput() throws IOException {
    MirrorOutput closing = output;
    output = null;
    if (closing != null) {
      closing.close();
    }
  }

  /** What was copied since the last manifest does not count: it is copied again, elsewhere. */
  void giveUp() {
    marks.clear();
    synchronized (reading) {
      closeReader();
    }
    try {
      closeOutput();
    } catch (IOException e) {
      output = null; // nobody relies on what was not flushed
    }
  }
}
