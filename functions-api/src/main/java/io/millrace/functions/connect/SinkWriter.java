package io.millrace.functions.connect;

import io.millrace.functions.StreamRecord;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Writes the records of one sink, of all partitions. Used by one thread. */
public interface SinkWriter<T> extends Closeable {

  /**
   * The positions of the last commit, one per partition, as stored with the data. Empty if this
   * sink stores none: then the engine keeps them beside its journals and records written after the
   * last commit are written again after a crash.
   */
  Optional<List<SinkPosition>> committed() throws Exception;

  /**
   * Writes one record.
   *
   * @param partition whose journal it is in
   * @param offset where it is in that journal
   * @throws NoRoomException if there is no room for it now; then it was not written, and the same
   *     call comes again later
   */
  void write(int partition, long offset, StreamRecord<T> record) throws Exception;

  /**
   * Shows what was written so far to whoever reads along; it need not be durable. Called when there
   * is nothing more to write at the moment, and about every 10 ms while records flow. Does nothing
   * if not overridden: then records are seen after a commit.
   *
   * @throws NoRoomException as {@link #commit}
   */
  default void flush() throws Exception {}

  /**
   * Makes everything written so far durable, with the positions reached. Called often while records
   * flow and once before an orderly close.
   *
   * @throws NoRoomException if there is no room now; then the former commit still holds, nothing
   *     that was written is lost, and another commit comes later
   */
  void commit(List<SinkPosition> positions) throws Exception;

  /** Closes without a commit. */
  @Override
  void close() throws IOException;
}
