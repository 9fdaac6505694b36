package io.millrace.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectionTest {
  @TempDir Path directory;
  private Stage stage;

  @BeforeEach
  void open() {
    stage = new Stage(directory);
  }

  @AfterEach
  void close() {
    stage.close();
  }

  private void exchange(TestWorker from, String to, TestWorker receiver, long number) {
    byte[] frame = TestFrames.frame(0, number, 200);
    stage.until("room", () -> from.offer(to, frame));
    stage.until("frame " + number, () -> !receiver.frames.isEmpty());
    assertThat(receiver.frames).containsExactly(frame);
    receiver.frames.clear();
  }

  @Test
  void shouldCarryFramesAndControlMessagesBothWays() {
    TestWorker a = stage.worker("a");
    TestWorker b = stage.worker("b");
    stage.connect(a, "a", b, "b");

    byte[] there = TestFrames.frame(3, 1, 20_000);
    byte[] back = TestFrames.frame(4, 2, 200);
    assertThat(a.offer("b", there)).isTrue();
    assertThat(b.offer("a", back)).isTrue();
    assertThat(a.tell("b", "hello")).isTrue();
    stage.until("frames", () -> b.frames.size() == 1 && a.frames.size() == 1);
    stage.until("control", () -> b.events.size() == 2);

    assertThat(b.frames).containsExactly(there);
    assertThat(a.frames).containsExactly(back);
    assertThat(a.events).containsExactly("connected b");
    assertThat(b.events).containsExactly("connected a", "control a hello");
  }

  @Test
  void shouldTakeNothingWhileThereIsNoConnection() {
    TestWorker a = stage.worker("a");
    assertThat(a.offer("b", TestFrames.frame(0, 1, 200))).isFalse();
    assertThat(a.tell("b", "hello")).isFalse();
  }

  @Test
  void shouldCallUntilThePeerIsThere() {
    TestWorker a = stage.worker("a");
    TestWorker early = stage.worker("b");
    WorkerAddress address = early.transport().address();
    stage.stop(early);
    a.transport().connect("b", address);
    stage.rounds(8_000);
    assertThat(a.count(TransportCounter.HANDSHAKES_TIMED_OUT)).isPositive();
    assertThat(a.events).isEmpty();

    TestWorker b =
        stage.worker("b", settings -> settings.withListening(address.host(), address.port()));
    stage.until("connection", () -> a.isConnectedTo("b") && b.isConnectedTo("a"));
    exchange(a, "b", b, 1);
  }

  @Test
  void shouldMakeOneConnectionIfBothCallAtOnce() {
    TestWorker a = stage.worker("a");
    TestWorker b = stage.worker("b");
    a.call(b, "b");
    b.call(a, "a");
    stage.until("connection", () -> a.isConnectedTo("b") && b.isConnectedTo("a"));
    stage.rounds(10_000);
    assertThat(a.events).containsExactly("connected b");
    assertThat(b.events).containsExactly("connected a");
    exchange(a, "b", b, 1);
    exchange(b, "a", a, 2);
  }

  @Test
  void shouldNoticeAtOnceThatAPeerStopped() {
    TestWorker a = stage.worker("a");
    TestWorker b = stage.worker("b");
    stage.connect(a, "a", b, "b");
    stage.stop(b);
    stage.rounds(500);
    assertThat(a.events).containsExactly("connected b", "lost b");
  }

  @Test
  void shouldNoticeThatAPeerIsSilentAndConnectAgainWhenItIsBack() {
    TestWorker a = stage.worker("a");
    TestWorker b = stage.worker("b");
    stage.connect(a, "a", b, "b");
    stage.freeze(b);
    stage.rounds(2_000);
    assertThat(a.events).containsExactly("connected b");
    stage.rounds(3_000);
    assertThat(a.events).containsExactly("connected b", "lost b");
    assertThat(a.offer("b", TestFrames.frame(0, 1, 200))).isFalse();

    stage.rounds(20_000);
    stage.thaw();
    stage.until("connection again", () -> a.isConnectedTo("b") && b.isConnectedTo("a"));
    stage.until("told", () -> b.events.size() == 3);
    assertThat(a.events).containsExactly("connected b", "lost b", "connected b");
    assertThat(b.events).containsExactly("connected a", "lost a", "connected a");
    exchange(a, "b", b, 2);
    exchange(b, "a", a, 3);
  }

  @Test
  void shouldConnectAgainWhoeverOfTheTwoLostTheConnection() {
    TestWorker a = stage.worker("a");
    TestWorker b = stage.worker("b");
    stage.connect(a, "a", b, "b");
    for (int i = 0; i < 5; i++) {
      b.transport().disconnect("a");
      int told = 2 * i + 3;
      stage.until("told", () -> a.events.size() == told && b.events.size() == told);
      assertThat(a.events).last().isEqualTo("connected b");
      exchange(a, "b", b, i);
    }
  }

  @Test
  void shouldLetALaterLifeOfAPeerTakeThePlaceOfTheOneBefore() {
    TestWorker a = stage.worker("a");
    TestWorker first = stage.worker("b");
    stage.connect(first, "b", a, "a");
    stage.freeze(first);
    TestWorker second =
        stage.add(
            new TestWorker(
                new TransportSettings(
                    "b",
                    2,
                    Stage.SECRET,
                    false,
                    "127.0.0.1",
                    0,
                    null,
                    0,
                    directory,
                    Threading.AGENT,
                    0,
                    1 << 20,
                    stage.settings("b").liveness(),
                    stage.settings("b").handshakeTimeout(),
                    stage.settings("b").retryInterval()),
                stage.clock()));
    stage.connect(second, "b", a, "a");
    exchange(second, "a", a, 1);
    exchange(a, "b", second, 2);

    stage.thaw();
    stage.until("refusal", () -> a.count(TransportCounter.REFUSED_STALE) > 0);
    stage.rounds(10_000);
    assertThat(first.isConnectedTo("a")).isFalse();
    assertThat(second.isConnectedTo("a")).isTrue();
    exchange(a, "b", second, 3);
  }

  @Test
  void shouldConnectEachWithEach() {
    List<TestWorker> workers = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      workers.add(stage.worker("w" + i));
    }
    for (int from = 0; from < 5; from++) {
      for (int to = 0; to < 5; to++) {
        if (from != to) {
          workers.get(from).call(workers.get(to), "w" + to);
        }
      }
    }
    stage.until("all", () -> workers.stream().allMatch(worker -> worker.events.size() >= 4));
    stage.rounds(5_000);
    for (int i = 0; i < 5; i++) {
      assertThat(workers.get(i).events).hasSize(4).doesNotContain("lost w0", "lost w4");
    }
    exchange(workers.get(4), "w2", workers.get(2), 1);
  }

  @Test
  void shouldDropWhatASlotHasNoRoomForAndGoOn() {
    TestWorker a = stage.worker("a");
    TestWorker b = stage.worker("b");
    stage.connect(a, "a", b, "b");
    b.busy = true;
    for (int i = 0; b.count(TransportCounter.DROPPED) < 10; i++) {
      a.offer("b", TestFrames.frame(0, i, 60_000));
      a.tell("b", "" + i);
      stage.round();
    }
    b.busy = false;
    int told = b.events.size();
    assertThat(told).as("control messages pass a slot that lags").isGreaterThan(10);
    stage.rounds(100);
    b.frames.clear();
    exchange(a, "b", b, 1_000_000);
  }

  @Test
  void shouldCountFramesThatAreForNobodyHere() {
    TestWorker a = stage.worker("a");
    TestWorker b = stage.worker("b");
    stage.connect(a, "a", b, "b");
    b.slot = -1;
    a.offer("b", TestFrames.frame(0, 1, 200));
    stage.until("count", () -> b.count(TransportCounter.UNROUTED) == 1);
    assertThat(b.count(TransportCounter.FRAMES_IN)).isZero();
  }

  @Test
  void shouldRefuseToSendWhatIsLargerThanTheSettingsAllow() {
    TestWorker a = stage.worker("a", settings -> settings.withMaxFrameBytes(100_000));
    assertThatThrownBy(() -> a.offer("b", TestFrames.frame(0, 1, 100_001)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("bytes=100001")
        .hasMessageContaining("maxFrameBytes");
  }

  @Test
  void shouldRefuseAPeerOfItsOwnName() {
    TestWorker a = stage.worker("a");
    assertThatThrownBy(() -> a.transport().peer("a")).hasMessageContaining("name=a");
  }

  @Test
  void shouldGiveEachSenderANumberOfItsOwnUpToABound() {
    Peer peer = stage.worker("a").transport().peer("b");
    for (int i = 1; i < Wire.LANES; i++) {
      peer.newFrameSender();
    }
    assertThatThrownBy(peer::newControlSender).hasMessageContaining("too many senders");
  }
}
