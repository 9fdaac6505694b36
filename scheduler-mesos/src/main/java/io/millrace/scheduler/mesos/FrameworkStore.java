package io.millrace.scheduler.mesos;

import java.util.Optional;

/** The port to where a cluster keeps what the next coordinator must know of its framework. */
public interface FrameworkStore {

  /** What was written last, or nothing. */
  Optional<StoredFramework> read();

  /**
   * Replaces it; durable when this returns.
   *
   * @throws java.io.UncheckedIOException if it is not known whether it was written
   */
  void write(StoredFramework framework);
}
