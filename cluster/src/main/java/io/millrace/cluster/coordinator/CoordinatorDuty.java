package io.millrace.cluster.coordinator;

import io.millrace.cluster.control.ControlMessage;
import io.millrace.cluster.directory.CoordinatorAddress;
import io.millrace.cluster.http.ClusterControl;
import java.util.function.Function;

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
  interface Factory {
    /** How messages look on the wire. */
    Function<ControlMessage, byte[]> encoder();

    CoordinatorDuty open(ControlLinks links, Commands commands);
  }
}
