package io.millrace.storage;

import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.journal.Journal;
import io.millrace.runtime.journal.JournalException;
import io.millrace.runtime.journal.JournalReader;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A journal on Chronicle Queue, a queue per segment. An entry is stable once it is in the mapped
 * file: the death of the process does not lose it.
 *
 * <p>{@link #end} is what the partition's thread publishes to the readers. Everything else that
 * threads share is guarded by the journal's monitor, which the hot path does not take.
 */
final class ChronicleJournal implements Journal {
  private static final Logger LOG = LoggerFactory.getLogger(ChronicleJournal.class);
  private static final VarHandle END;

  static {
    try {
      END = MethodHandles.lookup().findVarHandle(ChronicleJournal.class, "end", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final ChronicleJournalStore store;
  private final Path directory;
  private final Set<ChronicleJournalReader> readers = new HashSet<>();
  private final String removed;
  private final Object spareLock = new Object();

  private long end;
  private long emptyStart;
  private long released;
  private long sealedBytes;
  private volatile Segment[] segments;
  private volatile SegmentWriter writer;
  private volatile boolean closed;
  private volatile JournalException broken;
  private long nextNumber;
  private SegmentWriter spare;
  private volatile boolean spareWanted;

  /** Only {@link ChronicleJournalStore#open}. */
  ChronicleJournal(ChronicleJournalStore store, Path directory, JournalFiles.Content content) {
    this.store = store;
    this.directory = directory;
    this.removed = content.removed();
    segments = content.segments().toArray(new Segment[0]);
    end = content.endOffset();
    emptyStart = end;
    sealedBytes = content.bytes();
    nextNumber = content.nextNumber();
  }

  @Override
  public boolean append(byte[] frame, int at, int length) {
    check(frame, at, length);
    try {
      SegmentWriter current = writer;
      if (current == null || !current.fits(length)) {
        current = roll();
        if (current == null) {
          return false;
        }
      }
      if (!current.isAllocatedFor(length)) {
        if (store.isFull()) {
          return false;
        }
        current.allocateFor(length);
      }
      current.append(frame, at, length);
    } catch (IOException e) {
      store.noRoom(e);
      return false;
    } catch (RuntimeException e) {
      broken = new JournalException("append failed: journal=" + directory + ", offset=" + end, e);
      throw broken;
    }
    END.setRelease(this, end + FrameHeader.span(frame, at));
    return true;
  }

  private void check(byte[] frame, int at, int length) {
    checkWritable();
    if (FrameHeader.offset(frame, at) != end) {
      throw new JournalException(
          "offset differs: frame=" + FrameHeader.offset(frame, at) + ", journal=" + end);
    }
    if (length > store.settings().maxFrameBytes()) {
      throw new IllegalArgumentException(
          "frame too large: bytes="
              + length
              + "; at most "
              + store.settings().maxFrameBytes()
              + "; raise maxFrameBytes");
    }
  }

  private void checkUsable() {
    if (broken != null) {
      throw new JournalException("journal broken by an earlier failure: " + directory, broken);
    }
    if (closed) {
      throw new JournalException("journal closed: " + directory);
    }
  }

  private void checkWritable() {
    checkUsable();
    if (!store.isWritable()) {
      throw new JournalException("journal was opened to be read only: " + directory);
    }
  }

  /** Goes to the next segment; null if there is no room for one. */
  private SegmentWriter roll() throws IOException {
    SegmentWriter fresh;
    synchronized (spareLock) {
      fresh = spare;
      spare = null;
      spareWanted = false;
      if (fresh == null) {
        if (store.isFull()) {
          return null;
        }
        fresh = create();
      }
    }
    SegmentWriter full = writer;
    synchronized (this) {
      if (full != null) {
        sealedBytes += full.position();
      }
      Segment[] more = Arrays.copyOf(segments, segments.length + 1);
      more[more.length - 1] = fresh.segment(end);
      segments = more;
      writer = fresh;
    }
    if (full != null) {
      store.later(full::close);
    }
    return fresh;
  }

  private SegmentWriter create() throws IOException {
    long number = nextNumber++;
    return SegmentWriter.create(
        SegmentFiles.directory(directory, number), number, store.settings());
  }

  /** Has the next segment made by another thread, so that the next append need not. */
  void prepare() {
    spareWanted = true;
    store.later(this::prepareSpare);
  }

  /** Keeps pages ready ahead of the end. Called by the store's toucher again and again. */
  void keepAhead() throws IOException {
    SegmentWriter current = writer;
    if (current == null || closed) {
      return;
    }
    current.keepAhead(store.settings().touchAheadBytes());
    if (current.isHalfFull() && !spareWanted) {
      prepare();
    }
  }

  private void prepareSpare() {
    synchronized (spareLock) {
      if (spare != null || closed || !spareWanted || store.isFull()) {
        return;
      }
      try {
        spare = create();
      } catch (IOException e) {
        store.noRoom(e);
        spareWanted = false;
      }
    }
  }

  @Override
  public synchronized long startOffset() {
    return segments.length == 0 ? emptyStart : segments[0].firstOffset();
  }

  @Override
  public long endOffset() {
    return (long) END.getAcquire(this);
  }

  @Override
  public Optional<String> removed() {
    return Optional.ofNullable(removed);
  }

  @Override
  public long stableOffset() {
    return endOffset();
  }

  @Override
  public synchronized long sizeBytes() {
    return sealedBytes + (writer == null ? 0 : writer.position());
  }

  /** The directory, for messages. */
  Path directory() {
    return directory;
  }

  @Override
  public JournalReader reader(long offset) {
    checkUsable();
    ChronicleJournalReader reader = new ChronicleJournalReader(this, offset);
    synchronized (this) {
      if (offset < startOffset() || offset > endOffset()) {
        throw new JournalException(
            "offset not in journal: offset="
                + offset
                + "; from "
                + startOffset()
                + " to "
                + endOffset());
      }
      readers.add(reader);
    }
    try {
      reader.seek();
    } catch (JournalException e) {
      reader.close();
      throw e;
    }
    return reader;
  }

  synchronized void closed(ChronicleJournalReader reader) {
    readers.remove(reader);
  }

  /** The segment that holds an offset below the end. */
  Segment segmentOf(long offset) {
    Segment[] now = segments;
    for (int i = now.length - 1; i >= 0; i--) {
      if (now[i].firstOffset() <= offset) {
        return now[i];
      }
    }
    throw new JournalException(
        "entry was deleted: offset=" + offset + "; the journal starts at " + startOffset());
  }

  /** Where the entries of a segment end, as far as is known now. */
  long endOf(Segment segment) {
    long stable = stableOffset();
    for (Segment later : segments) {
      if (later.number() > segment.number()) {
        return later.firstOffset();
      }
    }
    return stable;
  }

  @Override
  public void release(long offset) {
    checkWritable();
    synchronized (this) {
      released = Math.max(released, offset);
    }
    store.later(this::trim);
  }

  /** Deletes the segments that nobody needs. Not on the partition's thread. */
  void trim() {
    while (!closed) {
      Segment oldest = unneeded();
      if (oldest == null) {
        return;
      }
      try {
        SegmentFiles.delete(oldest.directory());
      } catch (IOException e) {
        LOG.warn("cannot delete released segment: dir={}; {}", oldest.directory(), e.toString());
        return;
      }
    }
  }

  private synchronized Segment unneeded() {
    // The newest segment with entries stays: it says where the journal goes on.
    if (segments.length < 2 || segments[1].firstOffset() >= endOffset()) {
      return null;
    }
    long needed = released;
    for (ChronicleJournalReader reader : readers) {
      needed = Math.min(needed, reader.offset());
    }
    if (segments[1].firstOffset() > needed) {
      return null;
    }
    Segment oldest = segments[0];
    sealedBytes -= Math.min(sealedBytes, store.settings().segmentBytes());
    segments = Arrays.copyOfRange(segments, 1, segments.length);
    return oldest;
  }

  @Override
  public void cut(long offset) {
    checkWritable();
    checkCut(offset);
    if (offset == end) {
      return;
    }
    try {
      removeFrom(offset);
    } catch (IOException e) {
      broken = new JournalException("cut failed: journal=" + directory + "; " + e, e);
      throw broken;
    }
    prepare();
  }

  @Override
  public void startOver(long offset) {
    checkWritable();
    checkNoReaders();
    try {
      removeAll(offset);
    } catch (IOException e) {
      broken = new JournalException("entries not deleted: journal=" + directory + "; " + e, e);
      throw broken;
    }
    prepare();
  }

  private synchronized void checkNoReaders() {
    if (!readers.isEmpty()) {
      throw new IllegalStateException(
          "entries removed while readers are open: journal=" + directory);
    }
  }

  private void checkCut(long offset) {
    checkNoReaders();
    try (JournalReader reader = reader(offset)) {
      if (reader.offset() != offset) {
        throw new JournalException(
            "cut inside an entry: offset=" + offset + ", entry starts at " + reader.offset());
      }
    }
  }

  /** In an order such that a crash in between leaves a journal that was cut at a later offset. */
  private synchronized void removeFrom(long offset) throws IOException {
    if (segments[0].firstOffset() >= offset) {
      removeAll(offset);
      return;
    }
    closeWriter();
    int keep = segments.length;
    while (segments[keep - 1].firstOffset() >= offset) {
      keep--;
    }
    removeBehind(keep);
    SegmentFiles.end(segments[keep - 1].directory(), offset);
    ended(offset);
  }

  private synchronized void removeAll(long offset) throws IOException {
    closeWriter();
    JournalFiles.start(directory, offset);
    emptyStart = offset;
    removeBehind(0);
    released = 0;
    ended(offset);
  }

  private void closeWriter() {
    if (writer != null) {
      writer.close();
      writer = null;
    }
  }

  /** Deletes all but the first {@code keep} segments, newest first. */
  private void removeBehind(int keep) throws IOException {
    for (int i = segments.length - 1; i >= keep; i--) {
      SegmentFiles.delete(segments[i].directory());
      DocumentFile.syncDirectory(directory);
    }
    segments = Arrays.copyOf(segments, keep);
  }

  private void ended(long offset) {
    sealedBytes = (long) segments.length * store.settings().segmentBytes();
    END.setRelease(this, offset);
  }

  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    synchronized (spareLock) {
      if (spare != null) {
        spare.close();
        spare = null;
      }
    }
    if (writer != null) {
      writer.close();
    }
    store.closed(this);
  }
}
