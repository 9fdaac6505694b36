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
   * The place of the value that was handed over last, as a person would look it up: file and line.
   * Asked only inside {@link SourceOutput#record}, when the value turns out to be of no use (it has
   * no key, or its event time cannot be told). Empty if there is no better name than the split's.
   */
  default Optional<String> where() throws IOException {
    return Optional.empty();
  }

  @Override
  void close() throws IOException;
}
