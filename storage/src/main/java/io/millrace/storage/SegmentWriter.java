package io.millrace.storage;

import io.millrace.runtime.frame.Bits;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.bytes.BytesStore;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;

/**
 * Appends to a segment.
 *
 * <p>A mapped write to a page for which the disk has no block is a crash when the disk is full, and
 * the first write to a page is slow. So the file is allocated, by writing zeros, and its pages are
 * touched, in front of what is appended: normally by {@link PageToucher}, at need by the appending
 * thread. {@link #append} never goes beyond what is allocated.
 *
 * <p>The whole segment is one block of Chronicle, hence one mapping, made before the partition's
 * thread gets here.
 */
final class SegmentWriter {
  /** The file of the queue's only cycle. */
  static final String FILE = "frames-1970001.cq4";

  /** A file under this name is what Chronicle starts the cycle with. */
  private static final String PRECREATED_FILE = "frames-1970001.precreated";

  private static final String TABLE_FILE = "metadata.cq4t";

  /** What Chronicle may write besides an entry: its header, alignment, index pages. */
  private static final int MARGIN = 16 << 10;

  private static final int PAGE = 4 << 10;
  private static final int TABLE_BYTES = 64 << 10;
  private static final int IDLE_AHEAD = 64 << 10;
  private static final int TOUCH_SLICE = 64 << 10;
  private static final byte[] ZEROS = new byte[64 << 10];

  private static final VarHandle POSITION;

  static {
    try {
      POSITION = MethodHandles.lookup().findVarHandle(SegmentWriter.class, "position", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
    // Chronicle must not phone home, also where nobody gave the flag.
    System.getProperties().putIfAbsent("chronicle.analytics.disable", "true");
    System.getProperties().putIfAbsent("chronicle.announcer.disable", "true");
    System.getProperties().putIfAbsent("chronicle.disk.monitor.disable", "true");
  }

  private final int capacity;
  private final long number;
  private final Path directory;
  private final RandomAccessFile file;
  private final SingleChronicleQueue queue;
  private final ExcerptAppender appender;
  private final BytesStore<?, ?> mapping;

  /** Where the next entry starts or, after an entry, a little before. Written by one thread. */
  private long position;

  /** The file has blocks up to here. Guarded by this for writing. */
  private volatile long allocated;

  private long touched;
  private long positionBefore;
  private int ahead = IDLE_AHEAD;
  private boolean closed;

  private SegmentWriter(Path directory, long number, int capacity, RandomAccessFile file) {
    this.directory = directory;
    this.number = number;
    this.capacity = capacity;
    this.file = file;
    queue =
        SingleChronicleQueueBuilder.single(directory.toFile())
            .rollCycle(SegmentCycle.INSTANCE)
            .timeProvider(() -> 0)
            .blockSize(capacity)
            .checkInterrupts(false)
            .build();
    appender = queue.createAppender();
    // Made by one thread, used by another, closed by a third: never by two at a time.
    appender.singleThreadedCheckDisabled(true);
    try (DocumentContext nothing = appender.writingDocument()) {
      Bytes<?> bytes = nothing.wire().bytes();
      position = bytes.writePosition();
      bytes.singleThreadedCheckDisabled(true);
      mapping = bytes.bytesStore();
      nothing.rollbackOnClose();
    }
  }

  /**
   * Makes a segment: everything that Chronicle writes to is allocated before it is opened.
   *
   * @throws IOException if there is no room on the disk; then nothing is left of it
   */
  static SegmentWriter create(Path directory, long number, JournalSettings settings)
      throws IOException {
    RandomAccessFile file = null;
    try {
      Files.createDirectories(directory);
      try (RandomAccessFile table =
          new RandomAccessFile(directory.resolve(TABLE_FILE).toFile(), "rw")) {
        zero(table, 0, TABLE_BYTES);
      }
      file = new RandomAccessFile(directory.resolve(PRECREATED_FILE).toFile(), "rw");
      mark(file, settings.segmentBytes(), IDLE_AHEAD);
      zero(file, 0, IDLE_AHEAD);
      SegmentWriter writer = new SegmentWriter(directory, number, settings.segmentBytes(), file);
      writer.allocated = IDLE_AHEAD;
      writer.keepAhead(settings.touchAheadBytes());
      return writer;
    } catch (IOException | RuntimeException e) {
      if (file != null) {
        file.close();
      }
      SegmentFiles.delete(directory);
      throw e;
    }
  }

  private static void zero(RandomAccessFile file, long from, long to) throws IOException {
    file.seek(from);
    for (long at = from; at < to; at += ZEROS.length) {
      file.write(ZEROS, 0, (int) Math.min(ZEROS.length, to - at));
    }
  }

  /**
   * Notes, in the part of the file that Chronicle maps but never gets to, up to where there may be
   * anything: who opens it after a crash need not look further.
   */
  private static void mark(RandomAccessFile file, int capacity, long upTo) throws IOException {
    byte[] mark = new byte[Long.BYTES];
    Bits.putLong(mark, 0, upTo);
    file.seek(capacity + capacity / 4 - Long.BYTES);
    file.write(mark);
  }

  /** What {@link #mark} noted last, or the length of a file that is not whole. */
  static long writtenAtMost(RandomAccessFile file) throws IOException {
    long length = file.length();
    if (length < Long.BYTES) {
      return length;
    }
    byte[] mark = new byte[Long.BYTES];
    file.seek(length - Long.BYTES);
    file.readFully(mark);
    long upTo = Bits.getLong(mark, 0);
    return upTo >= IDLE_AHEAD && upTo <= length ? upTo : length;
  }

  Segment segment(long firstOffset) {
    return new Segment(number, directory, firstOffset);
  }

  /** Whether a frame still fits into the segment, on a disk large enough. */
  boolean fits(int length) {
    return position + length + MARGIN <= capacity;
  }

  /** Whether enough was appended that the next segment had better be prepared. */
  boolean isHalfFull() {
    return position() > capacity / 2;
  }

  long position() {
    return (long) POSITION.getAcquire(this);
  }

  /** Whether the disk has blocks for a frame already. */
  boolean isAllocatedFor(int length) {
    return position + length + MARGIN <= allocated;
  }

  /**
   * Gets the blocks for a frame: what {@link #keepAhead} did not do in time.
   *
   * @throws IOException if the disk has no room for it
   */
  void allocateFor(int length) throws IOException {
    allocate(position + length + MARGIN + IDLE_AHEAD);
  }

  private synchronized void allocate(long upTo) throws IOException {
    long target = Math.min(upTo + PAGE - 1 & -PAGE, (long) capacity + MARGIN);
    if (target > allocated && !closed) {
      mark(file, capacity, target);
      zero(file, allocated, target);
      allocated = target;
    }
  }

  /** Appends a frame for which {@link #fits} said yes and {@link #isAllocatedFor} says yes. */
  void append(byte[] frame, int at, int length) {
    DocumentContext document = appender.writingDocument();
    boolean complete = false;
    try {
      Bytes<?> bytes = document.wire().bytes();
      bytes.write(frame, at, length);
      POSITION.setRelease(this, bytes.writePosition());
      complete = true;
    } finally {
      if (!complete) {
        document.rollbackOnClose();
      }
      document.close();
    }
  }

  /**
   * Allocates and touches pages in front of the end, more of them the faster it moves. Called by
   * one other thread again and again.
   *
   * @param most bytes in front of the end at most; 0 to touch nothing
   * @throws IOException if the disk has no room
   */
  void keepAhead(int most) throws IOException {
    if (most == 0) {
      return;
    }
    long now = position();
    long wanted = Math.max(8 * (now - positionBefore), ahead - ahead / 16);
    positionBefore = now;
    ahead = (int) Math.max(Math.min(IDLE_AHEAD, most), Math.min(most, wanted));
    long target = Math.min(now + ahead, capacity);
    if (allocated < now + ahead / 2) {
      for (long upTo = allocated; upTo < target; upTo += 4L * TOUCH_SLICE) {
        allocate(Math.min(upTo + 4L * TOUCH_SLICE, target));
      }
    }
    long end = Math.min(target, allocated) & -PAGE;
    touched = Math.max(touched, now & -PAGE);
    while (touched < end) {
      touch(Math.min(touched + TOUCH_SLICE, end));
    }
  }

  private synchronized void touch(long upTo) {
    for (long page = touched; page < upTo && !closed; page += PAGE) {
      mapping.compareAndSwapLong(page, 0, 0);
    }
    touched = upTo;
  }

  synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    appender.close();
    queue.close();
    try {
      file.close();
    } catch (IOException ignored) {
      // nothing is buffered in it
    }
  }
}
