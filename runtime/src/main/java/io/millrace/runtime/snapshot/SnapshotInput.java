package io.millrace.runtime.snapshot;

import io.millrace.functions.ByteOutput;

/** Reads a committed snapshot, chunk by chunk, as they were handed over. */
public interface SnapshotInput extends AutoCloseable {

  /**
   * Reads the next chunk into {@code chunk}, replacing its content.
   *
   * @return false behind the last
   * @throws SnapshotException if the snapshot is damaged; names the file
   */
  boolean read(ByteOutput chunk);

  @Override
  void close();
}
