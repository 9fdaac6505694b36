package io.millrace.scheduler.mesos.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.scheduler.mesos.wire.Recordings;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.mesos.protobuf.ByteString;
import org.apache.mesos.protobuf.InvalidProtocolBufferException;
import org.apache.mesos.v1.Protos.AgentID;
import org.apache.mesos.v1.Protos.FrameworkID;
import org.apache.mesos.v1.Protos.OfferID;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Calls have the very fields that a real master has accepted. */
class CallsTest {
  private static final TaskName TASK = new TaskName("w1", 1);

  static Stream<Map.Entry<String, Call.Builder>> calls() {
    TaskStatus status =
        TaskStatus.newBuilder()
            .setTaskId(TASK.id())
            .setState(TaskState.TASK_RUNNING)
            .setAgentId(AgentID.newBuilder().setValue("a"))
            .setUuid(ByteString.copyFromUtf8("0123456789abcdef"))
            .build();
    List<OfferID> offers = List.of(OfferID.newBuilder().setValue("o").build());
    return Stream.of(
        Map.entry("03-ACKNOWLEDGE", Calls.acknowledge(status)),
        Map.entry("05-RECONCILE-known", Calls.reconcile(List.of(Calls.question(TASK, "a")))),
        Map.entry(
            "06-RECONCILE-known-no-agent", Calls.reconcile(List.of(Calls.question(TASK, null)))),
        Map.entry("10-RECONCILE-implicit", Calls.reconcileAll()),
        Map.entry("11-KILL", Calls.kill(TASK, "a")),
        Map.entry("15-KILL-unknown", Calls.kill(TASK, null)),
        Map.entry("25-TEARDOWN", Calls.teardown()),
        Map.entry("16-REVIVE", Calls.revive()),
        Map.entry("17-DECLINE", Calls.decline(offers, 3)),
        Map.entry("18-SUPPRESS", Calls.suppress()));
  }

  @ParameterizedTest
  @MethodSource("calls")
  void shouldHaveTheFieldsOfWhatWasAccepted(Map.Entry<String, Call.Builder> call)
      throws InvalidProtocolBufferException {
    Call recorded = Call.parseFrom(Recordings.body("01-lifecycle/" + call.getKey() + ".request"));
    Call ours = call.getValue().setFrameworkId(FrameworkID.newBuilder().setValue("f")).build();
    assertThat(fields(ours)).isEqualTo(fields(recorded));
  }

  private static String fields(Call call) {
    return call.toString().replaceAll("\"(?:[^\"\\\\]|\\\\.)*\"", "text");
  }
}
