package io.millrace.scheduler.mesos.tasks;

import io.millrace.cluster.scheduler.WorkerSpec;
import java.util.List;

/** Says how a worker is started on an agent. */
public interface TaskCommand {

  /**
   * The command line.
   *
   * @return a program and its arguments, as they are on the agent; no shell sees them
   */
  List<String> line(WorkerSpec spec, String worker, long incarnation);
}
