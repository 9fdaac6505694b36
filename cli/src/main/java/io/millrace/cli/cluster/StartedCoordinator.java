package io.millrace.cli.cluster;

import io.millrace.cluster.directory.CoordinatorAddress;
import java.util.Optional;

/** A coordinator that was started, wherever, and perhaps is not there yet. */
interface StartedCoordinator extends AutoCloseable {
  /** Whether it is this one that was announced there. */
  boolean isAt(CoordinatorAddress address);

  /** What it is doing as long as it is not announced, for people. */
  String progress();

  /** Why it has ended, or nothing if it has not. */
  Optional<String> ended();

  @Override
  default void close() {}
}
