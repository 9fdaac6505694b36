package io.millrace.scheduler.mesos.tasks;

import java.util.Map;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.Protos.TaskStatus.Reason;

/** What the states and reasons of Mesos mean, in words. */
final class TaskCause {
  private static final String EXITED = "Command exited with status ";

  /** What it means if the script that starts a worker ends itself. */
  private static final Map<String, String> SCRIPT_FAILURES =
      Map.of(
          EXITED + 81,
          "no Java 17 or later on the agent; install one, or name it with --java-home",
          EXITED + 82,
          "the cluster's directory is not on the agent; start with --dir file:/PATH, mounted on"
              + " all agents, or with --dir hdfs://...",
          EXITED + 83,
          "the directory for the worker's data cannot be written on the agent; name another with"
              + " --agent-dir",
          EXITED + 84,
          "the agent does not say its address");

  private TaskCause() {}

  /** Why a task is as it is: the state, the reason if there is one, and what the agent said. */
  static String of(TaskStatus status) {
    StringBuilder text = new StringBuilder(state(status));
    if (status.hasReason() && status.getReason() != Reason.REASON_RECONCILIATION) {
      text.append(", ").append(reason(status.getReason()));
    }
    String known = SCRIPT_FAILURES.get(status.getMessage().strip());
    if (known != null) {
      text.append(": ").append(known).append("; the sandbox's stderr tells more");
    } else if (!status.getMessage().isBlank()) {
      text.append(": ").append(status.getMessage().strip());
    }
    return text.toString();
  }

  private static String state(TaskStatus status) {
    return switch (status.getState()) {
      case TASK_STAGING -> "being sent to its agent";
      case TASK_STARTING -> "starting";
      case TASK_RUNNING -> "running";
      case TASK_KILLING -> "being killed";
      case TASK_FINISHED -> "ended by itself";
      case TASK_FAILED -> "failed";
      case TASK_KILLED -> "killed";
      case TASK_ERROR -> "refused by Mesos";
      case TASK_LOST -> "lost";
      case TASK_DROPPED -> "never started";
      case TASK_UNREACHABLE -> "its agent cannot be reached";
      case TASK_GONE -> "gone";
      case TASK_GONE_BY_OPERATOR -> "gone with its agent, says the operator";
      case TASK_UNKNOWN -> "unknown to Mesos";
    };
  }

  static String reason(Reason reason) {
    return switch (reason) {
      case REASON_COMMAND_EXECUTOR_FAILED -> "its executor failed";
      case REASON_CONTAINER_LAUNCH_FAILED ->
          "its container could not be started; the sandbox's stderr and the agent's log tell why";
      case REASON_CONTAINER_LIMITATION -> "it took more than was granted";
      case REASON_CONTAINER_LIMITATION_DISK -> "it took more disk than was granted";
      case REASON_CONTAINER_LIMITATION_MEMORY ->
          "it took more memory than was granted; start the cluster with more --memory";
      case REASON_CONTAINER_PREEMPTED -> "others needed its place";
      case REASON_CONTAINER_UPDATE_FAILED -> "its container could not be changed";
      case REASON_MAX_COMPLETION_TIME_REACHED -> "its time was up";
      case REASON_EXECUTOR_REGISTRATION_TIMEOUT ->
          "its executor was not ready in time; fetching may have taken too long";
      case REASON_EXECUTOR_REREGISTRATION_TIMEOUT -> "its executor did not find the agent again";
      case REASON_EXECUTOR_TERMINATED -> "its executor ended";
      case REASON_EXECUTOR_UNREGISTERED -> "its executor left";
      case REASON_FRAMEWORK_REMOVED -> "the framework was removed";
      case REASON_GC_ERROR -> "its agent could not make room";
      case REASON_INVALID_FRAMEWORKID -> "the framework's id is not valid";
      case REASON_INVALID_OFFERS -> "the offer was gone";
      case REASON_IO_SWITCHBOARD_EXITED -> "what carries its output ended";
      case REASON_MASTER_DISCONNECTED -> "no master led";
      case REASON_RECONCILIATION -> "asked about";
      case REASON_RESOURCES_UNKNOWN -> "its agent does not know the resources";
      case REASON_AGENT_DISCONNECTED -> "its agent was disconnected";
      case REASON_AGENT_DRAINING -> "its agent is being emptied";
      case REASON_AGENT_REMOVED -> "its agent did not answer and was given up by Mesos";
      case REASON_AGENT_REMOVED_BY_OPERATOR -> "its agent was removed by an operator";
      case REASON_AGENT_REREGISTERED -> "its agent came back";
      case REASON_AGENT_RESTARTED -> "its agent was restarted";
      case REASON_AGENT_UNKNOWN -> "Mesos does not know its agent";
      case REASON_TASK_KILLED_DURING_LAUNCH -> "it was killed while it was started";
      case REASON_TASK_CHECK_STATUS_UPDATED -> "its check said something new";
      case REASON_TASK_HEALTH_CHECK_STATUS_UPDATED -> "its health check said something new";
      case REASON_TASK_GROUP_INVALID -> "its group of tasks is not valid";
      case REASON_TASK_GROUP_UNAUTHORIZED -> "its group of tasks is not allowed";
      case REASON_TASK_INVALID -> "it is not valid";
      case REASON_TASK_UNAUTHORIZED -> "it is not allowed; ask who runs Mesos";
      case REASON_TASK_UNKNOWN -> "its agent does not know it";
    };
  }
}
