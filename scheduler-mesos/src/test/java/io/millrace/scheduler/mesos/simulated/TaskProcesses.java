package io.millrace.scheduler.mesos.simulated;

import io.millrace.scheduler.mesos.simulated.SimulatedMesos.Fate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus.Reason;

/**
 * Runs tasks of a simulated Mesos as agents do: a sandbox each, what is to be fetched in it, the
 * command as a process there.
 */
final class TaskProcesses implements SimulatedMesos.Runner, AutoCloseable {
  private final Path directory;
  private final Fetcher fetcher;
  private final Map<String, Fate> notStarted = new ConcurrentHashMap<>();
  private final Map<String, Process> processes = new ConcurrentHashMap<>();
  private final Set<String> killed = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  /** Agents whose sandboxes are in this directory. */
  TaskProcesses(Path directory) {
    this.directory = directory;
    fetcher = new Fetcher(directory.resolve("fetch"));
  }

  Path sandbox(String task) {
    return directory.resolve("sandboxes").resolve(task);
  }

  @Override
  public void start(TaskInfo task) {
    String id = task.getTaskId().getValue();
    notStarted.put(id, Fate.FETCHING);
    threads.execute(
        () -> {
          try {
            fetcher.fetch(task.getCommand().getUrisList(), sandbox(id));
            Process process = Sandboxes.run(task.getCommand(), sandbox(id));
            processes.put(id, process);
            notStarted.remove(id);
            if (killed.contains(id)) {
              process.destroyForcibly();
            }
          } catch (IOException e) {
            notStarted.put(
                id,
                new Fate(
                    TaskState.TASK_FAILED,
                    "Failed to launch container: " + e.getMessage(),
                    Reason.REASON_CONTAINER_LAUNCH_FAILED));
          }
        });
  }

  @Override
  public void kill(TaskInfo task) {
    killed.add(task.getTaskId().getValue());
    Process process = processes.get(task.getTaskId().getValue());
    if (process == null) {
      return; // it is still fetched for
    }
    process.destroy();
    long graceNs = task.getKillPolicy().getGracePeriod().getNanoseconds();
    threads.execute(
        () -> {
          try {
            if (!process.waitFor(graceNs, TimeUnit.NANOSECONDS)) {
              process.destroyForcibly();
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  /** SIGKILL, behind everybody's back. */
  void killUnseen(String task) {
    processes.get(task).destroyForcibly();
  }

  @Override
  public Fate fate(String task, boolean isKilled) {
    Process process = processes.get(task);
    if (process == null) {
      return isKilled
          ? Fate.killed("Container destroyed while it was fetched for")
          : notStarted.getOrDefault(task, Fate.FETCHING);
    }
    if (process.isAlive()) {
      return Fate.RUNNING;
    }
    String message = message(process.exitValue());
    if (isKilled) {
      return Fate.killed(message);
    }
    return process.exitValue() == 0
        ? new Fate(TaskState.TASK_FINISHED, message, null)
        : Fate.failed(message);
  }

  private static String message(int exit) {
    return switch (exit) {
      case 128 + 9 -> "Command terminated with signal Killed";
      case 128 + 15 -> "Command terminated with signal Terminated";
      default -> "Command exited with status " + exit;
    };
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
    threads.shutdownNow();
    processes.values().forEach(Process::destroyForcibly);
  }
}
