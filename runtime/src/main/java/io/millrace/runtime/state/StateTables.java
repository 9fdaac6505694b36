package io.millrace.runtime.state;

import io.millrace.functions.ByteInput;
import io.millrace.runtime.snapshot.SnapshotException;
import io.millrace.runtime.snapshot.SnapshotInput;
import io.millrace.runtime.snapshot.SnapshotOutput;

/**
 * The tables of one partition in a backend, and their snapshots. Owned by the partition's thread,
 * which it keeps waiting for the disk only in {@link #awaitRoom}, in look-ups and when it is
 * closed. Tables throw {@link StateFault} if the disk fails.
 */
public interface StateTables extends AutoCloseable {

  /** The table with this number, the same one again and again; made at its first use. */
  StateTable table(int tableId);

  /** Bytes used by all tables, in memory or on disk. */
  long sizeBytes();

  /**
   * Whether changes may go on. If not, what was changed before is still being written; the
   * partition does something else meanwhile.
   */
  default boolean hasRoom() {
    return true;
  }

  /** Waits until {@link #hasRoom}. */
  default void awaitRoom() {
    // there always is
  }

  /**
   * Begins to save all tables as they are now; they may change meanwhile. At most one snapshot at a
   * time.
   */
  void beginSnapshot(SnapshotOutput out);

  /**
   * Goes on with the snapshot, for about as long as it takes to write so many bytes.
   *
   * @return true when all is handed over; false to be called again. If it fails, the output is
   *     aborted, which its status tells
   */
  boolean writeSlice(int budgetBytes);

  /** Gives up the snapshot that is being written; its output is the caller's to abort. */
  void abortSnapshot();

  /**
   * Restores a snapshot that is kept as files; the tables are empty before.
   *
   * @param chunk names the files; stands behind the byte that says what kind of chunk it is
   * @param snapshot has the files
   * @throws SnapshotException if the snapshot is damaged or cannot be read by this backend
   */
  void restoreFiles(ByteInput chunk, SnapshotInput snapshot);

  /** Gives up all that it holds; what is not in a snapshot is gone. */
  @Override
  void close();
}
