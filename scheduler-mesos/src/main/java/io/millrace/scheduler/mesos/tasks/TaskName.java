package io.millrace.scheduler.mesos.tasks;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.mesos.v1.Protos.TaskID;

/**
 * The name of a task: which worker, and which life of it. Never used twice.
 *
 * @param worker its container's name, {@code w1}
 * @param incarnation higher than that of all tasks of this worker before
 */
public record TaskName(String worker, long incarnation) {
  private static final Pattern ID = Pattern.compile("(w[1-9][0-9]{0,5})[.]([1-9][0-9]{0,17})");

  /** Whether there can be such a worker. */
  public static boolean isWorker(String name) {
    return ID.matcher(name + ".1").matches();
  }

  /** The name in a task's id; nothing if it is the id of something else. */
  static Optional<TaskName> parse(TaskID id) {
    Matcher parts = ID.matcher(id.getValue());
    return parts.matches()
        ? Optional.of(new TaskName(parts.group(1), Long.parseLong(parts.group(2))))
        : Optional.empty();
  }

  /** The task's id. */
  public TaskID id() {
    return TaskID.newBuilder().setValue(this.toString()).build();
  }

  @Override
  public String toString() {
    return worker + "." + incarnation;
  }
}
