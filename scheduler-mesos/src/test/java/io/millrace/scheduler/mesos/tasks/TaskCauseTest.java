package io.millrace.scheduler.mesos.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.Protos.TaskStatus.Reason;
import org.junit.jupiter.api.Test;

class TaskCauseTest {
  private static TaskStatus.Builder status(TaskState state) {
    return TaskStatus.newBuilder().setTaskId(TaskID.newBuilder().setValue("w1.1")).setState(state);
  }

  @Test
  void shouldHaveWordsOfItsOwnForEachStateAndReason() {
    Set<String> words = new HashSet<>();
    for (TaskState state : TaskState.values()) {
      assertThat(words.add(TaskCause.of(status(state).build()))).as(state.name()).isTrue();
    }
    for (Reason reason : Reason.values()) {
      assertThat(words.add(TaskCause.reason(reason))).as(reason.name()).isTrue();
    }
    assertThat(words).noneMatch(text -> text.contains("_"));
  }

  @Test
  void shouldTellTheReasonAndWhatTheAgentSaid() {
    TaskStatus status =
        status(TaskState.TASK_FAILED)
            .setReason(Reason.REASON_CONTAINER_LIMITATION_MEMORY)
            .setMessage("Memory limit exceeded: 96MB ")
            .build();
    assertThat(TaskCause.of(status))
        .isEqualTo(
            "failed, it took more memory than was granted; start the cluster with more --memory:"
                + " Memory limit exceeded: 96MB");
  }

  @Test
  void shouldNameTasksByWorkerAndIncarnationAlone() {
    assertThat(TaskName.parse(new TaskName("w12", 7).id())).contains(new TaskName("w12", 7));
    for (String id : new String[] {"", "w1", "w1.", "w01.1", "w1.0", "x1.1", "w1.1.1", "w1.-1"}) {
      assertThat(TaskName.parse(TaskID.newBuilder().setValue(id).build())).as(id).isEmpty();
    }
  }
}
