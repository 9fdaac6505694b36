package io.millrace.scheduler.mesos.simulated;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.mesos.v1.Protos.TaskInfo;

/** Runs tasks of a simulated Mesos as processes of this machine, as an agent does. */
final class TaskProcesses implements SimulatedMesos.Runner, AutoCloseable {
  private final Map<String, Process> processes = new HashMap<>();

  @Override
  public void start(TaskInfo task) {
    List<String> arguments = task.getCommand().getArgumentsList();
    try {
      processes.put(
          task.getTaskId().getValue(),
          new ProcessBuilder(arguments).redirectErrorStream(true).start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void kill(String task) {
    processes.get(task).destroyForcibly();
  }

  /** Tells the agent of those that have ended. */
  void watch(SimulatedMesos mesos) {
    processes.forEach(
        (task, process) -> {
          if (!process.isAlive()) {
            mesos.fail(task, "Command exited with status " + process.exitValue());
          }
        });
  }

  List<String> alive() {
    return processes.entrySet().stream()
        .filter(entry -> entry.getValue().isAlive())
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  @Override
  public void close() {
    processes.values().forEach(Process::destroyForcibly);
  }
}
