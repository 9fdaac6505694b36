package io.millrace.runtime.journal;

import io.millrace.functions.ByteOutput;
import java.util.function.Consumer;

/**
 * The durable, totally ordered log of everything that one partition consumed.
 *
 * <p>Entries are frames. An entry takes as many offsets as it has records, at least one; {@link
 * #endOffset()} is the offset that the next entry gets. An entry is <em>stable</em> once it is as
 * safe as the durability level asks; offsets below {@link #stableOffset()} are.
 *
 * <p>{@link #append}, {@link #cut}, {@link #startOver} and {@link #close} are called by one thread
 * at a time, the partition's while it runs; everything else by any thread.
 */
public interface Journal extends ReadableJournal, AutoCloseable {

  /**
   * Appends one sealed frame whose header holds {@link #endOffset()} as its offset. The array is
   * the caller's again when this returns.
   *
   * @return false if there is no room for it now (disk full); then nothing was appended and the
   *     caller may try again later
   * @throws JournalException if the journal cannot be used any further; names file and offset
   */
  boolean append(byte[] frame, int at, int length);

  /** Bytes on disk or in memory, about. */
  long sizeBytes();

  /**
   * Visits all entries from the one that holds {@code offset} to the end, stable or not. Called by
   * the partition's thread, at recovery. Implementations whose stable offset lags must override it.
   */
  default void scan(long offset, Consumer<ByteOutput> visitor) {
    ByteOutput frame = new ByteOutput(1 << 16);
    try (JournalReader reader = reader(offset)) {
      while (reader.read(frame)) {
        visitor.accept(frame);
      }
    }
  }

  /** Allows all entries wholly below {@code offset} to be deleted. */
  void release(long offset);

  /**
   * Removes the entry that starts at {@code offset} and all later ones, durably. No reader may be
   * open.
   */
  void cut(long offset);

  /**
   * Throws all entries away, durably; the next one gets {@code offset}. Waits for the disk. No
   * reader may be open. If the process dies meanwhile, all or the oldest entries are still there.
   */
  void startOver(long offset);

  @Override
  void close();
}
