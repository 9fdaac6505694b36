package io.millrace.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.runtime.transport.FrameReceiver;
import io.millrace.runtime.transport.FrameSender;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every pair of {@link FrameSender} and {@link FrameReceiver} promises while it is connected.
 */
abstract class FramePortContract {
  /** The kernel hands datagrams over when it gets to it, however fast the turns go. */
  private static final long PATIENCE_NS = 60_000_000_000L;

  private static final int LARGEST = 1 << 20;

  private FrameSender sender;
  private FrameReceiver receiver;
  private final List<byte[]> taken = new ArrayList<>();

  /** Makes both ends, and connects them. */
  abstract void open();

  abstract FrameSender sender();

  abstract FrameReceiver receiver();

  /** Lets what is between the ends have a turn. */
  abstract void turn();

  abstract void close();

  @BeforeEach
  void openBoth() {
    open();
    sender = sender();
    receiver = receiver();
  }

  @AfterEach
  void closeBoth() {
    close();
  }

  private void take(byte[] frame, int at, int length) {
    taken.add(Arrays.copyOfRange(frame, at, at + length));
    Arrays.fill(frame, at, at + length, (byte) 0x55); // allowed: it is gone afterwards
  }

  private static byte[] frame(int number, int length) {
    return TestFrames.frame(3, number, length);
  }

  private void send(byte[] frame) {
    long startNs = System.nanoTime();
    while (!sender.offer(frame, 0, frame.length)) {
      assertThat(System.nanoTime() - startNs).as("ns without room").isLessThan(PATIENCE_NS);
      turn();
      receiver.poll(this::take, 16);
    }
  }

  private void receive(int count) {
    long startNs = System.nanoTime();
    while (taken.size() < count) {
      assertThat(System.nanoTime() - startNs)
          .as("ns, with %d of %d frames", taken.size(), count)
          .isLessThan(PATIENCE_NS);
      turn();
      receiver.poll(this::take, 16);
    }
  }

  @Test
  void shouldHandOverFramesInTheirOrder() {
    List<byte[]> sent = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      sent.add(frame(i, 120 + i));
      send(sent.get(i));
    }
    receive(100);
    assertThat(taken).containsExactlyElementsOf(sent);
  }

  @Test
  void shouldTakeAFrameOutOfTheMiddleOfAnArrayAndGiveTheArrayBack() {
    byte[] frame = frame(1, 300);
    byte[] array = new byte[500];
    System.arraycopy(frame, 0, array, 77, frame.length);

    assertThat(sender.offer(array, 77, frame.length)).isTrue();
    Arrays.fill(array, (byte) -1);
    receive(1);
    assertThat(taken).containsExactly(frame);
  }

  @Test
  void shouldHandOverNoMoreThanAskedFor() {
    for (int i = 0; i < 5; i++) {
      send(frame(i, 150));
    }
    long startNs = System.nanoTime();
    while (taken.size() < 5) {
      assertThat(System.nanoTime() - startNs).isLessThan(PATIENCE_NS);
      turn();
      int before = taken.size();
      int count = receiver.poll(this::take, 2);
      assertThat(count).isBetween(0, 2);
      assertThat(taken).hasSize(before + count);
    }
  }

  @Test
  void shouldRefuseWhatThereIsNoRoomForAndGoOnLater() {
    List<byte[]> sent = new ArrayList<>();
    for (byte[] next = frame(0, 8_000); sender.offer(next, 0, next.length); ) {
      sent.add(next);
      assertThat(sent).as("frames without a refusal").hasSizeLessThan(10_000);
      next = frame(sent.size(), 8_000);
    }
    assertThat(sent).isNotEmpty();
    byte[] last = frame(sent.size(), 8_000);
    sent.add(last);
    send(last);
    receive(sent.size());
    assertThat(taken).containsExactlyElementsOf(sent);
  }

  @Test
  void shouldKeepFramesOfAllSizesWholeAndInOrder() {
    long seed = 23;
    Random random = new Random(seed);
    List<byte[]> sent = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      int length =
          i % 20 == 19 ? random.nextInt(LARGEST) : random.nextInt(i % 3 == 0 ? 300 : 40_000);
      sent.add(frame(i, length));
      send(sent.get(i));
    }
    receive(sent.size());
    for (int i = 0; i < sent.size(); i++) {
      assertThat(taken.get(i)).as("seed %d, frame %d", seed, i).isEqualTo(sent.get(i));
    }
  }

  @Test
  void shouldGoOnBehindAFrameWhoseHandlerFailed() {
    send(frame(1, 200));
    send(frame(2, 200));
    boolean[] failed = {false};
    long startNs = System.nanoTime();
    assertThatThrownBy(
            () -> {
              while (System.nanoTime() - startNs < PATIENCE_NS) {
                turn();
                receiver.poll(
                    (frame, at, length) -> {
                      failed[0] = true;
                      throw new IllegalStateException("on purpose");
                    },
                    1);
              }
            })
        .hasMessage("on purpose");
    receive(1);
    assertThat(taken).containsExactly(frame(2, 200));
  }
}
