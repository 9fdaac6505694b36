package io.millrace.runtime.replication;

import io.millrace.functions.ByteOutput;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.journal.Journal;
import io.millrace.runtime.journal.JournalReader;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * A partition's journal whose entries are stable once somebody else says so: an owner's, whose
 * follower must have them, too, as long as one is required; or a follower's, whose owner says what
 * is stable. Around such a one, another waits for the mirror. {@link #require} and {@link #free}
 * are called by the partition's thread.
 */
public final class ReplicatedJournal implements Journal {

  /**
   * Whom the journal waits for.
   *
   * @param ackedOffset the follower has all entries below it; never goes back, for any thread
   * @param floor what was stable before it was required
   */
  private record Required(LongSupplier ackedOffset, long floor) {}

  private final Journal own;
  private volatile Required required;
  private volatile LongSupplier kept = () -> Long.MAX_VALUE;

  /** A journal over the owner's own copy that waits for nobody. */
  public ReplicatedJournal(Journal own) {
    this.own = own;
  }

  /**
   * A journal that relies on somebody from the start: nothing is stable before that one has said
   * so.
   *
   * @param ackedOffset {@link FollowerLink#ackedOffset}, or {@link FollowerJournal#stableOffset}
   */
  public ReplicatedJournal(Journal own, LongSupplier ackedOffset) {
    this.own = own;
    this.required = new Required(ackedOffset, 0);
  }

  /**
   * From here on, entries wait for a follower. What was stable stays so.
   *
   * @param ackedOffset {@link FollowerLink#ackedOffset}
   */
  public void require(LongSupplier ackedOffset) {
    required = new Required(ackedOffset, stableOffset());
  }

  /**
   * Entries from an offset on are kept, whatever is released.
   *
   * @param offset for any thread
   */
  public void keepFrom(LongSupplier offset) {
    kept = offset;
  }

  /** Relies on no follower any more. */
  public void free() {
    required = null;
  }

  /** Whether entries wait for a follower. */
  public boolean isRequired() {
    return required != null;
  }

  /** Whether the follower has all that is stable: only then may it be promoted. */
  public boolean isCovered() {
    Required now = required;
    return now != null && now.ackedOffset.getAsLong() >= now.floor;
  }

  @Override
  public long stableOffset() {
    Required now = required;
    long end = own.stableOffset();
    return now == null ? end : Math.max(now.floor, Math.min(now.ackedOffset.getAsLong(), end));
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
    Required now = required;
    long wanted = Math.min(offset, kept.getAsLong());
    own.release(now == null ? wanted : Math.min(wanted, now.ackedOffset.getAsLong()));
  }

  @Override
  public void cut(long offset) {
    own.cut(offset);
  }

  @Override
  public void startOver(long offset) {
    own.startOver(offset);
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
