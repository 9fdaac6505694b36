package io.millrace.runtime.replication;

import io.millrace.functions.ByteOutput;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.journal.Journal;
import io.millrace.runtime.journal.JournalReader;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * An owner's journal whose entries are stable once a follower has them, too, as long as one is
 * required. {@link #require} and {@link #free} are called by the partition's thread, {@link #acked}
 * by any one thread.
 */
public final class ReplicatedJournal implements Journal {
  private final Journal own;
  private volatile long acked;
  private volatile boolean required;

  /** What was stable before a follower was required. */
  private volatile long floor;

  /**
   * A journal over the owner's own copy.
   *
   * @param required whether the application relies on a follower already: then nothing is stable
   *     before that one has answered
   */
  public ReplicatedJournal(Journal own, boolean required) {
    this.own = own;
    this.required = required;
  }

  /** The owner's own copy. */
  public Journal own() {
    return own;
  }

  /** The follower has all entries below this offset; never goes back. */
  public void acked(long offset) {
    acked = Math.max(acked, offset);
  }

  /** From here on, entries wait for the follower. What was stable stays so. */
  public void require() {
    if (!required) {
      floor = own.stableOffset();
      required = true;
    }
  }

  /** Relies on no follower any more; a new one begins at nothing. */
  public void free() {
    required = false;
    acked = 0;
  }

  /** Whether entries wait for a follower. */
  public boolean isRequired() {
    return required;
  }

  /** Whether the follower has all that is stable: only then may it be promoted. */
  public boolean isCovered() {
    return required && acked >= floor;
  }

  @Override
  public long stableOffset() {
    return required ? Math.max(floor, Math.min(acked, own.stableOffset())) : own.stableOffset();
  }

  @Override
  public boolean append(byte[] frame, int at, int length) {
    return own.append(frame, at, length);
  }

  @Override
  public long startOffset() {
    return own.startOffset();
  }

  @Override
  public long endOffset() {
    return own.endOffset();
  }

  @Override
  public Optional<String> removed() {
    return own.removed();
  }

  @Override
  public long sizeBytes() {
    return own.sizeBytes();
  }

  @Override
  public JournalReader reader(long offset) {
    return new StableReader(own.reader(offset));
  }

  @Override
  public void scan(long offset, Consumer<ByteOutput> visitor) {
    own.scan(offset, visitor);
  }

  @Override
  public void release(long offset) {
    own.release(required ? Math.min(offset, acked) : offset);
  }

  @Override
  public void cut(long offset) {
    own.cut(offset);
  }

  @Override
  public void close() {
    own.close();
  }

  /** Gives no entry before it is stable. */
  private final class StableReader implements JournalReader {
    private final JournalReader reader;
    private final ByteOutput ahead = new ByteOutput(1024);
    private long aheadOffset = -1;

    StableReader(JournalReader reader) {
      this.reader = reader;
    }

    @Override
    public boolean read(ByteOutput frame) {
      if (aheadOffset < 0) {
        long offset = reader.offset();
        if (offset >= stableOffset() || !reader.read(ahead)) {
          return false;
        }
        aheadOffset = offset;
      }
      if (aheadOffset + FrameHeader.span(ahead.array(), 0) > stableOffset()) {
        return false;
      }
      frame.length(0);
      frame.writeBytes(ahead.array(), 0, ahead.length());
      aheadOffset = -1;
      return true;
    }

    @Override
    public long offset() {
      return aheadOffset < 0 ? reader.offset() : aheadOffset;
    }

    @Override
    public void close() {
      reader.close();
    }
  }
}
