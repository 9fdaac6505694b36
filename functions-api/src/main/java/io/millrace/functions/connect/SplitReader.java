package io.millrace.functions.connect;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

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

  /**
   * Where the record stands that was handed over last, for people: file and line. Asked only while
   * it is being handed over, and only if it cannot be used; it may take its time.
   *
   * @return empty if the split's name has to do
   */
  default Optional<String> where() throws IOException {
    return Optional.empty();
  }

  @Override
  void close() throws IOException;
}
