package io.millrace.runtime.snapshot;

import io.millrace.functions.ByteOutput;
import java.nio.file.Path;

/** Reads a committed snapshot, chunk by chunk, as they were handed over. */
public interface SnapshotInput extends AutoCloseable {

  /**
   * Reads the next chunk into {@code chunk}, replacing its content.
   *
   * @return false behind the last
   * @throws SnapshotException if the snapshot is damaged; names the file
   */
  boolean read(ByteOutput chunk);

  /**
   * Puts a file that is kept with the snapshot at {@code target}, as a link if that can be; it is
   * to be read only.
   *
   * @throws SnapshotException if there is no such file, or it cannot be put there
   */
  default void copyFile(String name, Path target) {
    throw new SnapshotException("file not kept with the snapshot: name=" + name);
  }

  @Override
  void close();
}
