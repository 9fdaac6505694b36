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

  /**
   * What leads back to the last commit, for {@link #goBack}; asked for about once a second. Empty,
   * if not overridden: then the sink takes nothing back, and after a rewind of the application
   * writes again what it wrote beyond the cut.
   *
   * @return a short text without line breaks
   */
  default Optional<String> mark() throws Exception {
    return Optional.empty();
  }

  /**
   * The application was rewound: takes back, durably, all that was written after a former commit.
   * Called before anything is written. {@link #committed} gives that commit's positions afterwards;
   * before, it gave others, so that a crash in between leads here again.
   *
   * @param mark of that commit, which is the last or an earlier one
   * @param positions of that commit
   */
  default void goBack(String mark, List<SinkPosition> positions) throws Exception {
    throw new UnsupportedOperationException("gave a mark, and does not go back to it: " + mark);
  }

  /** Closes without a commit. */
  @Override
  void close() throws IOException;
}
