package io.millrace.runtime.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.functions.ApplicationBuilder;
import io.millrace.functions.Settings;
import io.millrace.functions.Topic;
import io.millrace.functions.connect.Published;
import io.millrace.runtime.SystemClock;
import io.millrace.runtime.channel.ChannelSettings;
import io.millrace.runtime.channel.FrameStamp;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.frame.FrameType;
import io.millrace.runtime.frame.Origin;
import io.millrace.runtime.plan.ApplicationMetadata;
import io.millrace.runtime.plan.ApplicationPlan;
import io.millrace.runtime.plan.PlanCompiler;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** One session, one partition; the answers of the partition are written by hand. */
class ClientAgentTest {
  private static final long APPLICATION = 1;
  private static final long ORIGIN = Origin.ofClient("till");
  private static final Topic<String> WORDS = Topic.of("words", String.class).keyedBy(word -> word);

  private final List<byte[]> sent = new ArrayList<>();
  private final ApplicationPlan plan = plan();
  private final ClientAgent agent =
      ClientAgent.of(
          "till",
          plan,
          new FrameStamp(APPLICATION, ORIGIN, 7, 0, 1),
          1,
          ChannelSettings.DEFAULT,
          (frame, at, length) -> sent.add(Arrays.copyOfRange(frame, at, at + length)),
          new SystemClock());
  private long nowNs = 1;

  private static ApplicationPlan plan() {
    ApplicationBuilder app = new ApplicationBuilder(Settings.of(Map.of()));
    app.source(WORDS, Published.byClients());
    app.function("read", WORDS, word -> null, Topic.of("none", String.class));
    return PlanCompiler.compile(
        "app", app, ApplicationMetadata.create(APPLICATION, "app", 1).names());
  }

  private void work() {
    nowNs += 1_000_000_000L;
    agent.work(nowNs);
  }

  private CompletableFuture<Boolean> publish(long number) {
    return agent.publish(plan.topic("words").orElseThrow(), "a", 0L, number);
  }

  private void answer(FrameType type, long next, long position) {
    byte[] frame = new byte[FrameHeader.LENGTH];
    FrameHeader.init(frame, 0, type);
    FrameHeader.application(frame, 0, APPLICATION);
    FrameHeader.origin(frame, 0, ORIGIN);
    FrameHeader.term(frame, 0, 3);
    FrameHeader.firstSequence(frame, 0, next);
    FrameHeader.sourcePosition(frame, 0, position);
    FrameHeader.length(frame, 0, FrameHeader.LENGTH);
    FrameHeader.seal(frame, 0);
    agent.onFrame(frame, 0);
  }

  private List<byte[]> data() {
    return sent.stream().filter(frame -> FrameHeader.type(frame, 0) == FrameType.DATA).toList();
  }

  @Test
  void shouldNumberBehindWhatIsStableAndAnswerWhenItsRecordIs() {
    work();
    answer(FrameType.ACK, 5, 40);
    answer(FrameType.STAND, 5, 40);
    CompletableFuture<Boolean> known = publish(40);
    CompletableFuture<Boolean> fresh = publish(41);
    work();

    assertThat(data()).hasSize(1);
    assertThat(FrameHeader.firstSequence(data().get(0), 0)).isEqualTo(5);
    assertThat(FrameHeader.sourcePosition(data().get(0), 0)).isEqualTo(41);
    assertThat(known).isCompletedWithValue(false);
    assertThat(fresh).isNotDone();
    answer(FrameType.ACK, 6, 41);
    work();
    assertThat(fresh).isCompletedWithValue(true);
  }

  /** What is journaled and not stable is the work of a former place: its sequences are taken. */
  @Test
  void shouldWaitUntilAllThatIsJournaledIsStable() {
    CompletableFuture<Boolean> again = publish(41);
    work();
    answer(FrameType.ACK, 5, 40);
    answer(FrameType.STAND, 6, 41);
    work();
    assertThat(data()).isEmpty();

    answer(FrameType.ACK, 6, 41);
    answer(FrameType.STAND, 6, 41);
    CompletableFuture<Boolean> next = publish(42);
    work();
    assertThat(data()).hasSize(1);
    assertThat(FrameHeader.firstSequence(data().get(0), 0)).isEqualTo(6);
    assertThat(again).isCompletedWithValue(false);
    assertThat(next).isNotDone();
  }

  @Test
  void shouldRefuseWhatComesAfterItsEnd() {
    CompletableFuture<Boolean> before = publish(1);
    agent.close();
    CompletableFuture<Boolean> after = publish(2);

    assertThatThrownBy(before::join).hasMessageContaining("publish again");
    assertThatThrownBy(after::join).hasMessageContaining("publish again");
  }
}
