package io.millrace.cluster.scheduler.local;

import io.millrace.cluster.directory.ClusterDirectory;
import io.millrace.cluster.scheduler.Scheduler;
import io.millrace.cluster.scheduler.SchedulerKind;
import io.millrace.cluster.scheduler.SchedulerKinds;
import io.millrace.runtime.Clock;

/** Containers that are processes on this machine, like the coordinator. */
public final class LocalSchedulerKind implements SchedulerKind {

  /** For {@link java.util.ServiceLoader}. */
  public LocalSchedulerKind() {}

  @Override
  public String name() {
    return SchedulerKinds.LOCAL;
  }

  @Override
  public Scheduler open(ClusterDirectory directory, String host, Clock clock) {
    return new LocalScheduler(directory, WorkerCommand.ofThisProcess(), clock);
  }
}
