package io.millrace.cluster.scheduler;

import io.millrace.cluster.directory.ClusterDirectory;
import io.millrace.runtime.Clock;

/**
 * Something that containers can be had from, chosen by its name. Those of other modules are
 * services of {@link java.util.ServiceLoader}: cheap to make, since all are made to find one.
 */
public interface SchedulerKind {

  /** What it is called on the command line. */
  String name();

  /**
   * Begins to schedule for the coordinator that this process is. May wait, other than the scheduler
   * itself.
   *
   * @param host the address at which this process listens
   */
  Scheduler open(ClusterDirectory directory, String host, Clock clock);
}
