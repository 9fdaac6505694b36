package io.millrace.scheduler.mesos.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.scheduler.mesos.simulated.SimulatedMesos.Answer;
import io.millrace.scheduler.mesos.wire.Recordings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.mesos.protobuf.ByteString;
import org.apache.mesos.protobuf.InvalidProtocolBufferException;
import org.apache.mesos.v1.Protos.OfferID;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Says to the double what was said to a real master, and compares the answers: status and text of
 * HTTP, and what is told of tasks, word for word. Ids, which differ from run to run, are replaced.
 */
class SimulatedMesosTest {
  private static final Pattern LINE = Pattern.compile(" *[0-9.]+ (>>|<<|<E|--|##) (\\S+)(.*)");
  private static final Pattern ANSWER =
      Pattern.compile(" HTTP/1.1 (\\d+) .*?(?:body=b['\"](.*)['\"])?");

  private final SimulatedMesos mesos = new SimulatedMesos();
  private final List<String> told = new ArrayList<>();
  private final List<String> recorded = new ArrayList<>();

  /** Apart: whether an event overtakes an answer is chance. */
  private final List<String> answers = new ArrayList<>();

  private final List<String> recordedAnswers = new ArrayList<>();
  private final Map<String, ByteString> uuids = new HashMap<>();
  private final List<OfferID> offers = new ArrayList<>();
  private String frameworkId;
  private String agentId;
  private String streamId = "";
  private String formerStreamId = "";
  private String scenario;

  private final SimulatedMesos.Stream stream =
      new SimulatedMesos.Stream() {
        @Override
        public void event(Event event) {
          if (event.hasUpdate()) {
            TaskStatus status = event.getUpdate().getStatus();
            told.add(text(status));
            uuids.put(status.getTaskId().getValue(), status.getUuid());
          } else if (event.hasError()) {
            told.add("ERROR " + event.getError().getMessage());
          }
          event.getOffers().getOffersList().forEach(offer -> offers.add(offer.getId()));
        }

        @Override
        public void end(boolean isOrderly) {}
      };

  private static String text(TaskStatus status) {
    return status.getTaskId().getValue()
        + " "
        + status.getState()
        + " source="
        + status.getSource()
        + " reason="
        + (status.hasReason() ? status.getReason() : "None")
        + " uuid="
        + (status.hasUuid() ? "yes" : "NO")
        + " agent="
        + (status.hasAgentId() ? "True" : "False")
        + " message="
        + (status.hasMessage() ? status.getMessage().replaceAll("Offer \\S+", "Offer X") : "None");
  }

  /** The part of a scenario that is about tasks and one scheduler, up to a line of its timeline. */
  @ParameterizedTest
  @ValueSource(strings = {"01-lifecycle", "07-resubscribe"})
  void shouldAnswerAsARealMasterDid(String name) throws InvalidProtocolBufferException {
    scenario = name;
    for (String line : Recordings.text(name + "/timeline.txt").split("\n")) {
      Matcher parts = LINE.matcher(line);
      if (line.contains("t4 is not acknowledged") || line.contains("04-TEARDOWN")) {
        break; // what follows hangs on time
      }
      if (parts.matches()) {
        replay(parts.group(1), parts.group(2), parts.group(3));
      }
    }
    settle();
    assertThat(told).isEqualTo(recorded);
    assertThat(answers).isEqualTo(recordedAnswers);
    assertThat(told).hasSizeGreaterThan(4);
    assertThat(answers).hasSizeGreaterThan(9);
    assertThat(mesos.faults).isEmpty();
  }

  private void replay(String kind, String name, String rest) throws InvalidProtocolBufferException {
    switch (kind) {
      case ">>" -> say(name);
      case "<<" -> {
        Matcher answer = ANSWER.matcher(rest);
        if (answer.matches() && !name.contains("SUBSCRIBE")) {
          recordedAnswers.add(
              name
                  + " "
                  + answer.group(1)
                  + " "
                  + (answer.group(2) == null ? "" : generic(answer.group(2))));
        }
      }
      case "<E" -> {
        Matcher update =
            Pattern.compile(" #\\d+ UPDATE (.*) executor=\\S+ message=(.*)").matcher(rest);
        if (update.matches()) {
          String message = update.group(2).replaceAll("^['\"]|['\"]$", "");
          recorded.add(update.group(1) + " message=" + message.replaceAll("Offer \\S+", "Offer X"));
        }
      }
      case "--" -> {
        settle();
        formerStreamId = streamId;
        mesos.breakStream();
      }
      default -> {}
    }
  }

  private static String generic(String text) {
    return text.replaceAll("[0-9a-f-]{36}(-\\d{4})?", "ID")
        .replaceAll("'stream-\\d+'", "'ID'")
        .replaceAll("framework-\\d+", "ID");
  }

  /** Tasks go on until they wait for something. */
  private void settle() {
    for (int i = 0; i < 3; i++) {
      mesos.work();
    }
  }

  private void say(String name) throws InvalidProtocolBufferException {
    Call recordedCall = Call.parseFrom(Recordings.body(scenario + "/" + name + ".request"));
    if (recordedCall.getType() == Call.Type.SUBSCRIBE) {
      Call.Builder call = recordedCall.toBuilder();
      if (call.hasFrameworkId()) {
        call.getFrameworkIdBuilder().setValue(mesos.framework());
        call.getSubscribeBuilder().getFrameworkInfoBuilder().setId(call.getFrameworkId());
      }
      if (mesos.agents.isEmpty()) {
        agentId = "S0";
        mesos.addAgent(agentId, 2, 4096);
      }
      streamId = mesos.subscribe(call.build(), stream).streamId();
      frameworkId = mesos.framework();
      settle();
      return;
    }
    settle();
    Call call = translated(recordedCall, name);
    Answer answer = mesos.call(name.contains("old-stream-id") ? formerStreamId : streamId, call);
    answers.add(name + " " + answer.status() + " " + generic(answer.text()));
    settle();
  }

  private Call translated(Call recordedCall, String name) {
    Call.Builder call = recordedCall.toBuilder();
    call.getFrameworkIdBuilder().setValue(frameworkId);
    switch (call.getType()) {
      case ACCEPT -> {
        boolean isOld = name.contains("old");
        call.getAcceptBuilder()
            .clearOfferIds()
            .addOfferIds(isOld ? offers.get(0) : offers.get(offers.size() - 1));
        call.getAcceptBuilder()
            .getOperationsBuilderList()
            .forEach(
                operation ->
                    operation
                        .getLaunchBuilder()
                        .getTaskInfosBuilderList()
                        .forEach(task -> task.getAgentIdBuilder().setValue(agentId)));
      }
      case ACKNOWLEDGE -> {
        String task = call.getAcknowledge().getTaskId().getValue();
        call.getAcknowledgeBuilder().setUuid(uuids.get(task)).getAgentIdBuilder().setValue(agentId);
      }
      case KILL -> {
        if (call.getKill().hasAgentId()) {
          call.getKillBuilder().getAgentIdBuilder().setValue(agentId);
        }
      }
      case RECONCILE ->
          call.getReconcileBuilder()
              .getTasksBuilderList()
              .forEach(
                  question -> {
                    boolean isKnown = !question.getAgentId().getValue().startsWith("no-such");
                    if (question.hasAgentId() && isKnown) {
                      question.getAgentIdBuilder().setValue(agentId);
                    }
                  });
      default -> {}
    }
    return call.build();
  }
}
