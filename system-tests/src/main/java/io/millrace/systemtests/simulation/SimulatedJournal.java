package io.millrace.systemtests.simulation;

import io.millrace.functions.ByteOutput;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.journal.Journal;
import io.millrace.runtime.journal.JournalException;
import io.millrace.runtime.journal.JournalReader;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * A journal over a copy: it may be full, and its holder may die before or after an entry is in it.
 */
final class SimulatedJournal implements Journal {
  private final JournalCopy copy;
  private final Fuse fuse;
  private boolean full;

  SimulatedJournal(JournalCopy copy, Fuse fuse) {
    this.copy = copy;
    this.fuse = fuse;
  }

  JournalCopy copy() {
    return copy;
  }

  /** The disk has room, or not. */
  void full(boolean now) {
    full = now;
  }

  @Override
  public boolean append(byte[] frame, int at, int length) {
    fuse.burn();
    String fault = FrameHeader.faultOf(frame, at, length);
    if (fault != null) {
      throw new AssertionError("entry not sealed: " + fault);
    }
    if (FrameHeader.offset(frame, at) != copy.end()) {
      throw new AssertionError(
          "offset differs: entry=" + FrameHeader.offset(frame, at) + ", journal=" + copy.end());
    }
    if (full) {
      return false;
    }
    copy.add(Arrays.copyOfRange(frame, at, at + length));
    fuse.burn();
    return true;
  }

  @Override
  public long startOffset() {
    return copy.start();
  }

  @Override
  public long endOffset() {
    return copy.end();
  }

  @Override
  public long stableOffset() {
    return copy.end();
  }

  @Override
  public long sizeBytes() {
    return copy.count();
  }

  @Override
  public JournalReader reader(long offset) {
    if (offset < copy.start() || offset > copy.end()) {
      throw new JournalException(
          "offset not in journal: offset="
              + offset
              + "; from "
              + copy.start()
              + " to "
              + copy.end());
    }
    return new Reader(copy.indexOf(offset));
  }

  @Override
  public void scan(long offset, Consumer<ByteOutput> visitor) {
    ByteOutput frame = new ByteOutput(256);
    for (int i = copy.indexOf(offset); i < copy.count(); i++) {
      fuse.burn();
      frame.length(0);
      frame.writeBytes(copy.entry(i), 0, copy.entry(i).length);
      visitor.accept(frame);
    }
  }

  @Override
  public void release(long offset) {
    copy.release(offset);
  }

  @Override
  public void cut(long offset) {
    copy.truncate(copy.indexOf(offset));
  }

  @Override
  public void startOver(long offset) {
    throw new AssertionError("followers of the simulation begin with what they are given");
  }

  @Override
  public void close() {
    // the copy stays where it is
  }

  private final class Reader implements JournalReader {
    private int next;

    Reader(int next) {
      this.next = next;
    }

    @Override
    public boolean read(ByteOutput frame) {
      if (next >= copy.count()) {
        return false;
      }
      byte[] entry = copy.entry(next++);
      frame.length(0);
      frame.writeBytes(entry, 0, entry.length);
      return true;
    }

    @Override
    public long offset() {
      return copy.startOf(next);
    }

    @Override
    public void close() {
      // holds nothing
    }
  }
}
