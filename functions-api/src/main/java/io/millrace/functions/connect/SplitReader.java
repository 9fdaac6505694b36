package io.millrace.functions.connect;

import java.io.Closeable;
import java.io.IOException;

/** Reads one split. Used by one thread. */
public interface SplitReader<T> extends Closeable {

  /**
   * Hands over up to {@code limit} items without waiting for more to appear.
   *
   * @throws Exception if the split cannot be read any further; says where
   */
  ReadStatus read(SourceOutput<T> output, int limit) throws Exception;

  /** How much of a bounded split has been read, from 0 to 1; negative if that is not known. */
  default double progress() {
    return -1;
  }

  @Override
  void close() throws IOException;
}
