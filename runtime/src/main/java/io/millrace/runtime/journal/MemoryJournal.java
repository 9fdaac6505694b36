package io.millrace.runtime.journal;

import io.millrace.functions.ByteOutput;
import io.millrace.runtime.frame.FrameHeader;
import java.util.Arrays;

/**
 * A journal in memory: for tests, and for applications whose durability is {@code none}. Entries
 * are stable at once. Safe for one writer and any readers.
 */
public class MemoryJournal implements Journal {
  private byte[][] entries = new byte[64][];
  private long[] offsets = new long[64];
  private int first;
  private int count;
  private long start;
  private long end;
  private long bytes;

  @Override
  public synchronized boolean append(byte[] frame, int at, int length) {
    if (FrameHeader.offset(frame, at) != end) {
      throw new JournalException(
          "offset differs: frame=" + FrameHeader.offset(frame, at) + ", journal=" + end);
    }
    if (first + count == entries.length) {
      makeRoom();
    }
    entries[first + count] = Arrays.copyOfRange(frame, at, at + length);
    offsets[first + count] = end;
    count++;
    end += FrameHeader.span(frame, at);
    bytes += length;
    return true;
  }

  private void makeRoom() {
    int capacity = count > entries.length / 2 ? entries.length * 2 : entries.length;
    byte[][] moved = new byte[capacity][];
    long[] movedOffsets = new long[capacity];
    System.arraycopy(entries, first, moved, 0, count);
    System.arraycopy(offsets, first, movedOffsets, 0, count);
    entries = moved;
    offsets = movedOffsets;
    first = 0;
  }

  @Override
  public synchronized long startOffset() {
    return start;
  }

  @Override
  public synchronized long endOffset() {
    return end;
  }

  @Override
  public synchronized long stableOffset() {
    return end;
  }

  @Override
  public synchronized long sizeBytes() {
    return bytes;
  }

  @Override
  public synchronized JournalReader reader(long offset) {
    if (offset < start || offset > end) {
      throw new JournalException(
          "offset not in journal: offset=" + offset + "; from " + start + " to " + end);
    }
    if (offset == end) {
      return new Reader(end);
    }
    int at = Arrays.binarySearch(offsets, first, first + count, offset);
    return new Reader(offsets[at >= 0 ? at : -at - 2]);
  }

  @Override
  public synchronized void release(long offset) {
    while (count > 0 && (count == 1 ? end : offsets[first + 1]) <= offset) {
      bytes -= entries[first].length;
      entries[first++] = null;
      count--;
      start = count == 0 ? end : offsets[first];
    }
  }

  @Override
  public synchronized void cut(long offset) {
    while (count > 0 && offsets[first + count - 1] >= offset) {
      count--;
      end = offsets[first + count];
      bytes -= entries[first + count].length;
      entries[first + count] = null;
    }
    if (end != offset) {
      throw new JournalException(
          "cut inside an entry: offset=" + offset + ", entry ends at " + end);
    }
    start = Math.min(start, end);
  }

  @Override
  public synchronized void startOver(long offset) {
    Arrays.fill(entries, null);
    first = 0;
    count = 0;
    bytes = 0;
    start = offset;
    end = offset;
  }

  @Override
  public void close() {
    // what is in memory stays readable: a restarted owner opens the same journal again
  }

  private synchronized byte[] entryAt(long offset) {
    if (offset < start) {
      throw new JournalException(
          "entry was deleted: offset=" + offset + "; the journal starts at " + start);
    }
    if (offset >= end) {
      return null;
    }
    int at = Arrays.binarySearch(offsets, first, first + count, offset);
    if (at < 0) {
      throw new JournalException("no entry starts there: offset=" + offset);
    }
    return entries[at];
  }

  private final class Reader implements JournalReader {
    private long next;

    Reader(long next) {
      this.next = next;
    }

    @Override
    public boolean read(ByteOutput frame) {
      byte[] entry = entryAt(next);
      if (entry == null) {
        return false;
      }
      frame.length(0);
      frame.writeBytes(entry, 0, entry.length);
      next += FrameHeader.span(entry, 0);
      return true;
    }

    @Override
    public long offset() {
      return next;
    }

    @Override
    public void close() {
      // holds nothing
    }
  }
}
