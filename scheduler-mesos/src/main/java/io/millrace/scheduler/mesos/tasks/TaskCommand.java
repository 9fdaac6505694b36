package io.millrace.scheduler.mesos.tasks;

import io.millrace.cluster.scheduler.WorkerSpec;
import java.util.List;
import org.apache.mesos.v1.Protos.CommandInfo;

/** Says how a worker is started on an agent. */
public interface TaskCommand {
  /** What is fetched for this life of a worker, and run. */
  CommandInfo of(WorkerSpec spec, String worker, long incarnation);

  /** The command that runs a program; no shell sees its arguments. */
  static CommandInfo.Builder line(List<String> line) {
    return CommandInfo.newBuilder()
        .setShell(false)
        .setValue(line.get(0))
        .addAllArguments(line); // the first one is the program's name again
  }
}
