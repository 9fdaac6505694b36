package io.millrace.runtime.state;

import java.nio.file.Path;

/**
 * A kind of {@link StateBackend} that a module brings along, chosen by its name: a service of
 * {@link java.util.ServiceLoader}. Cheap to make, since all are made to find one.
 */
public interface StateBackendKind {

  /** Its name for people and in documents, in small letters. */
  String name();

  /** The memory that it has if none is asked for, bytes. */
  long usualMemoryBytes();

  /** The least memory that it works with, bytes. */
  long leastMemoryBytes();

  /**
   * Opens a backend.
   *
   * @param directory for its working files; what is in it is deleted
   * @param memoryBytes what all partitions may use together
   * @param partitions how many share the memory at most
   * @throws IllegalStateException if that cannot be; says what to do
   */
  StateBackend open(Path directory, long memoryBytes, int partitions);

  /**
   * What reads this kind's snapshots for another backend.
   *
   * @param scratch for its working files, among which it has a place of its own
   */
  StateFilesReader reader(Path scratch);
}
