package io.millrace.cli.cluster;

import io.millrace.cluster.directory.CoordinatorAddress;
import io.millrace.cluster.scheduler.ClusterLauncher.Launch;

/**
 * A coordinator that was started, wherever, and perhaps is not there yet.
 *
 * @param former life of the coordinator that was announced before it was launched
 */
record LaunchedCoordinator(Launch launch, long former) {
  /** Whether it is this one that was announced there. */
  boolean isAt(CoordinatorAddress address) {
    return address.incarnation() > former;
  }
}
