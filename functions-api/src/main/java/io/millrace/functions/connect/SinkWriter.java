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
   */
  void write(int partition, long offset, StreamRecord<T> record) throws Exception;

  /**
   * Makes everything written so far durable, with the positions reached. Called often while records
   * flow and once before an orderly close.
   */
  void commit(List<SinkPosition> positions) throws Exception;

  /** Closes without a commit. */
  @Override
  void close() throws IOException;
}
