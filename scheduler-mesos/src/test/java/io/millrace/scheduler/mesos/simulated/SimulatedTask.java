package io.millrace.scheduler.mesos.simulated;

import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.mesos.protobuf.ByteString;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.Protos.TaskStatus.Reason;
import org.apache.mesos.v1.Protos.TaskStatus.Source;

/** A task on an agent, and what the agent has to tell of it: one thing at a time. */
final class SimulatedTask {
  private static int uuids;

  final TaskInfo info;

  /** What is not acknowledged; the first one was told, the others wait. */
  final Deque<TaskStatus> unacknowledged = new ArrayDeque<>();

  TaskState state = TaskState.TASK_STAGING;
  boolean isKilled;

  SimulatedTask(TaskInfo info) {
    this.info = info;
  }

  String id() {
    return info.getTaskId().getValue();
  }

  boolean isLive() {
    return !isLast(state);
  }

  static boolean isLast(TaskState state) {
    return state == TaskState.TASK_FAILED
        || state == TaskState.TASK_KILLED
        || state == TaskState.TASK_FINISHED;
  }

  /** The next state, told by its executor; true if it is to be told now. */
  boolean become(TaskState next, String message, Reason reason) {
    state = next;
    TaskStatus.Builder status =
        status(info, next)
            .setSource(Source.SOURCE_EXECUTOR)
            .setUuid(ByteString.copyFromUtf8(String.format("uuid-%011d", uuids++)));
    if (message != null) {
      status.setMessage(message);
    }
    if (reason != null) {
      status.setReason(reason);
    }
    unacknowledged.add(status.build());
    return unacknowledged.size() == 1;
  }

  static TaskStatus.Builder status(TaskInfo info, TaskState state) {
    return TaskStatus.newBuilder()
        .setTaskId(info.getTaskId())
        .setAgentId(info.getAgentId())
        .setState(state);
  }
}
