package io.millrace.cluster.coordinator;

import io.millrace.cluster.directory.CoordinatorAddress;
import io.millrace.cluster.http.ClusterControl;

/**
 * What a coordinator does, as its process sees it. All by the coordinator's thread, but for {@link
 * ClusterControl}, which any thread calls.
 */
interface CoordinatorDuty extends ClusterControl, ControlLinks.Listener, AutoCloseable {

  /** Where the process is reached; before all else. */
  void serves(CoordinatorAddress address);

  /** One turn; returns how much was done. */
  int work();

  /** Whether the cluster has been stopped. */
  boolean isDone();

  /** Lets go of all. Workers go on. */
  @Override
  void close();

  /** Makes one. */
  @FunctionalInterface
  interface Factory {
    CoordinatorDuty open(ControlLinks links, Commands commands);
  }
}
