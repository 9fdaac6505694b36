package io.millrace.cli.cluster;

import io.millrace.cluster.directory.CoordinatorAddress;
import io.millrace.cluster.scheduler.ClusterLauncher.Launch;
import java.util.Optional;

/**
 * A coordinator on a host that others chose.
 *
 * @param former life of the coordinator that was announced before it was launched
 */
record LaunchedCoordinator(Launch launch, long former) implements StartedCoordinator {

  @Override
  public boolean isAt(CoordinatorAddress address) {
    return address.incarnation() > former;
  }

  @Override
  public String progress() {
    return launch.progress();
  }

  @Override
  public Optional<String> ended() {
    return launch.ended();
  }

  @Override
  public void close() {
    launch.close();
  }
}
