package io.millrace.storage;

import io.millrace.functions.ByteOutput;
import io.millrace.runtime.frame.Bits;
import io.millrace.runtime.frame.FrameHeader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import net.openhft.chronicle.core.cleaner.CleanerServiceLocator;

/**
 * Walks over the entries of a segment's file as bytes, trusting none of them: a damaged length
 * makes a fault here, where it would make a mapped reader touch pages that are not there. Used by
 * one thread.
 *
 * <p>Chronicle writes 4 bytes in front of each document: two flags and the length; documents start
 * at multiples of 4. Those flagged as metadata are its own.
 */
final class SegmentCursor implements AutoCloseable {
  /** What {@link #next} found. */
  enum Kind {
    /** A good frame. */
    FRAME,
    /** Nothing was written here yet. */
    END,
    /** Something that is no good frame; see {@link #fault}. */
    FAULT
  }

  private static final int NOT_COMPLETE = 0x8000_0000;
  private static final int META_DATA = 0x4000_0000;
  private static final int LENGTH_MASK = 0x3FFF_FFFF;
  private static final int WORD = 4;
  private static final int FIRST_READ = 4 << 10;
  private static final int LARGEST_READ = 256 << 10;
  private static final byte[] ZEROS = new byte[64 << 10];

  private final Path path;
  private final RandomAccessFile file;
  private final boolean writtenOnly;
  private MappedByteBuffer mapped;
  private byte[] buffer = new byte[FIRST_READ];
  private long bufferAt;
  private int bufferLength;
  private int readBytes = FIRST_READ;
  private long position;
  private int frameAt;
  private String fault;

  SegmentCursor(Path path) throws IOException {
    this(path, false);
  }

  /**
   * A cursor over a segment.
   *
   * @param writtenOnly whether it will only be asked for what is known to be written: then it reads
   *     a mapping, and never a byte beyond, because a page that has no block yet is a crash when
   *     the file system keeps it in memory and is full
   */
  SegmentCursor(Path path, boolean writtenOnly) throws IOException {
    this.path = path;
    this.writtenOnly = writtenOnly;
    file = new RandomAccessFile(path.toFile(), "r");
  }

  /** Forgets bytes read ahead: they may have been read before they were written. */
  void refresh() {
    bufferLength = 0;
    readBytes = FIRST_READ;
  }

  /** Looks at the document at {@link #position}, which {@link #skip} then goes past. */
  Kind next() throws IOException {
    while (true) {
      position = position + WORD - 1 & -WORD;
      if (load(position, WORD) < WORD) {
        return Kind.END;
      }
      int word = Bits.getInt(buffer, (int) (position - bufferAt));
      int length = word & LENGTH_MASK;
      if (word == 0) {
        return Kind.END;
      }
      if ((word & NOT_COMPLETE) != 0) {
        return fault("not complete");
      }
      if ((word & META_DATA) == 0) {
        return frame(length);
      }
      if (position + WORD + length > file.length()) {
        return fault("metadata length out of range: length=" + length);
      }
      position += WORD + length;
    }
  }

  private Kind frame(int length) throws IOException {
    if (length > LARGEST_READ && position + WORD + length > file.length()) {
      return fault("length out of range: length=" + length);
    }
    int available = load(position, WORD + length) - WORD;
    if (available < length) {
      return fault("cut short: length=" + length + ", bytes=" + available);
    }
    int at = (int) (position - bufferAt) + WORD;
    String wrong = FrameHeader.faultOf(buffer, at, length);
    if (wrong == null && FrameHeader.length(buffer, at) != length) {
      wrong = "length differs: entry=" + length + ", frame=" + FrameHeader.length(buffer, at);
    }
    if (wrong != null) {
      return fault(wrong);
    }
    frameAt = at;
    return Kind.FRAME;
  }

  private Kind fault(String what) {
    fault = what;
    return Kind.FAULT;
  }

  /** Makes {@code wanted} bytes from {@code at} on available; returns how many there are. */
  private int load(long at, int wanted) throws IOException {
    if (at < bufferAt || at + wanted > bufferAt + bufferLength) {
      int size = writtenOnly ? wanted : Math.max(wanted, readBytes);
      readBytes = Math.min(2 * readBytes, LARGEST_READ);
      if (buffer.length < size) {
        buffer = new byte[Math.max(size, FIRST_READ)];
      }
      if (writtenOnly) {
        readMapping(at, size);
      } else {
        readFile(at, size);
      }
    }
    return (int) Math.min(wanted, bufferAt + bufferLength - at);
  }

  private void readFile(long at, int size) throws IOException {
    file.seek(at);
    bufferAt = at;
    bufferLength = 0;
    while (bufferLength < size) {
      int count = file.read(buffer, bufferLength, size - bufferLength);
      if (count < 0) {
        break;
      }
      bufferLength += count;
    }
  }

  /** Copies out of the mapped file: no system call. What is mapped is never beyond the file. */
  private void readMapping(long at, int size) throws IOException {
    if (mapped == null || at + size > mapped.capacity()) {
      long length = file.length();
      if (mapped == null || length != mapped.capacity()) {
        unmap();
        mapped = file.getChannel().map(FileChannel.MapMode.READ_ONLY, 0, length);
      }
    }
    bufferAt = at;
    bufferLength = (int) Math.max(0, Math.min(size, mapped.capacity() - at));
    if (bufferLength > 0) {
      mapped.get((int) at, buffer, 0, bufferLength);
    }
  }

  private void unmap() {
    if (mapped != null) {
      CleanerServiceLocator.cleanerService().clean(mapped);
      mapped = null;
    }
  }

  /** Goes to the next document; the current one is a good frame. */
  void skip() {
    position += WORD + FrameHeader.length(buffer, frameAt);
  }

  /** The offset of the current frame. */
  long offset() {
    return FrameHeader.offset(buffer, frameAt);
  }

  /** How many offsets the current frame takes. */
  int span() {
    return FrameHeader.span(buffer, frameAt);
  }

  /** Copies the current frame. */
  void copyTo(ByteOutput frame) {
    frame.length(0);
    frame.writeBytes(buffer, frameAt, FrameHeader.length(buffer, frameAt));
  }

  /** Where the current document starts. */
  long position() {
    return position;
  }

  String fault() {
    return fault;
  }

  Path path() {
    return path;
  }

  /**
   * Whether any good frame, from {@code offset} on, starts behind the current document: then that
   * one was not the last.
   */
  boolean hasFrameBehind(long offset) throws IOException {
    long from = position + WORD;
    long end = SegmentWriter.writtenAtMost(file);
    // A frame that was written whole, but not yet marked complete, is the current one itself.
    if (isFrame(from, offset)) {
      from += FrameHeader.length(buffer, (int) (from - bufferAt));
    }
    long at = from + WORD;
    while (at + FrameHeader.LENGTH <= end) {
      int zeros = zerosAt(at);
      if (zeros == 0 && isFrame(at, offset)) {
        return true;
      }
      at += Math.max(WORD, zeros & -WORD);
    }
    return false;
  }

  /** How many zeros are there, as far as it looks; a frame starts with its length, never zero. */
  private int zerosAt(long at) throws IOException {
    int available = load(at, WORD);
    if (available == WORD && Bits.getInt(buffer, (int) (at - bufferAt)) != 0) {
      return 0;
    }
    available = load(at, ZEROS.length);
    int start = (int) (at - bufferAt);
    int other = Arrays.mismatch(buffer, start, start + available, ZEROS, 0, available);
    return other < 0 ? Math.max(available, WORD) : other;
  }

  private boolean isFrame(long at, long offset) throws IOException {
    if (load(at, FrameHeader.LENGTH) < FrameHeader.LENGTH) {
      return false;
    }
    int length = FrameHeader.length(buffer, (int) (at - bufferAt));
    if (length < FrameHeader.LENGTH
        || FrameHeader.version(buffer, (int) (at - bufferAt)) != FrameHeader.VERSION
        || length > file.length() - at
        || load(at, length) < length) {
      return false;
    }
    int start = (int) (at - bufferAt);
    return FrameHeader.offset(buffer, start) >= offset
        && FrameHeader.faultOf(buffer, start, length) == null;
  }

  @Override
  public void close() {
    unmap();
    try {
      file.close();
    } catch (IOException ignored) {
      // only read from
    }
  }
}
