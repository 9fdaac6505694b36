package io.millrace.runtime.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class FrameRingTest {
  private static final int CAPACITY = 1_024;

  private final FrameRing ring = new FrameRing(CAPACITY);
  private final List<byte[]> taken = new ArrayList<>();

  private void take(byte[] frame, int at, int length) {
    taken.add(Arrays.copyOfRange(frame, at, at + length));
  }

  /** Bytes that tell the number and where they are cut. */
  private static byte[] frame(int number, int length) {
    byte[] frame = new byte[length];
    for (int i = 0; i < length; i++) {
      frame[i] = (byte) (number * 31 + i);
    }
    return frame;
  }

  private boolean offer(int number, int length) {
    return ring.offer(frame(number, length), 0, length);
  }

  @Test
  void shouldHandOverFramesInTheirOrder() {
    assertThat(ring.isEmpty()).isTrue();
    assertThat(offer(1, 10)).isTrue();
    assertThat(offer(2, 200)).isTrue();
    assertThat(ring.isEmpty()).isFalse();

    assertThat(ring.poll(this::take, 10)).isEqualTo(2);
    assertThat(taken).containsExactly(frame(1, 10), frame(2, 200));
    assertThat(ring.isEmpty()).isTrue();
    assertThat(ring.poll(this::take, 10)).isZero();
  }

  @Test
  void shouldTakeAFrameOutOfTheMiddleOfAnArray() {
    byte[] frame = frame(1, 100);

    assertThat(ring.offer(frame, 20, 30)).isTrue();
    ring.poll(this::take, 1);
    assertThat(taken).containsExactly(Arrays.copyOfRange(frame, 20, 50));
  }

  @Test
  void shouldHandOverNoMoreThanAskedFor() {
    for (int i = 0; i < 5; i++) {
      offer(i, 20);
    }
    assertThat(ring.poll(this::take, 2)).isEqualTo(2);
    assertThat(ring.poll(this::take, 9)).isEqualTo(3);
    assertThat(taken).last().isEqualTo(frame(4, 20));
  }

  @Test
  void shouldRefuseAFrameThatThereIsNoRoomFor() {
    int count = 0;
    while (offer(count, 100)) {
      count++;
    }
    assertThat(count).isEqualTo(CAPACITY / 104);
    ring.poll(this::take, 1);
    assertThat(offer(count++, 100)).isTrue();
    ring.poll(this::take, 100);

    assertThat(taken).hasSize(count);
    for (int i = 0; i < count; i++) {
      assertThat(taken.get(i)).isEqualTo(frame(i, 100));
    }
  }

  @Test
  void shouldKeepFramesWholeWhereverTheyMeetTheEndOfTheRing() {
    long seed = 7;
    Random random = new Random(seed);
    for (int i = 0; i < 5_000; i++) {
      int length = 1 + random.nextInt(CAPACITY / 4);
      assertThat(offer(i, length)).as("seed %d, frame %d", seed, i).isTrue();
      ring.poll(this::take, 1);
      assertThat(taken).as("seed %d, frame %d", seed, i).containsExactly(frame(i, length));
      taken.clear();
    }
  }

  @Test
  void shouldHandOverAFrameTooLargeForTheRingInItsPlace() {
    offer(1, 50);
    offer(2, 5 * CAPACITY);
    offer(3, 50);
    offer(4, CAPACITY / 4 + 1);

    assertThat(ring.poll(this::take, 10)).isEqualTo(4);
    assertThat(taken)
        .containsExactly(
            frame(1, 50), frame(2, 5 * CAPACITY), frame(3, 50), frame(4, CAPACITY / 4 + 1));
  }

  @Test
  void shouldGoOnBehindAFrameWhoseHandlerFailed() {
    offer(1, 50);
    offer(2, 50);

    assertThatThrownBy(
            () ->
                ring.poll(
                    (frame, at, length) -> {
                      throw new IllegalStateException("on purpose");
                    },
                    10))
        .hasMessage("on purpose");
    ring.poll(this::take, 10);
    assertThat(taken).containsExactly(frame(2, 50));
  }

  @Test
  void shouldRefuseACapacityThatIsNoPowerOfTwo() {
    for (int capacity : new int[] {0, 512, 1_025, 3_072}) {
      assertThatThrownBy(() -> new FrameRing(capacity))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("capacity=" + capacity);
    }
  }

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void shouldCarryFramesFromOneThreadToAnother() {
    int count = 200_000;
    long seed = 11;
    CompletableFuture<Void> sender =
        CompletableFuture.runAsync(
            () -> {
              Random lengths = new Random(seed);
              for (int i = 0; i < count; i++) {
                byte[] frame = frame(i, 1 + lengths.nextInt(300));
                while (!ring.offer(frame, 0, frame.length)) {
                  Thread.onSpinWait();
                }
              }
            });
    Random lengths = new Random(seed);
    int[] next = {0};
    while (next[0] < count && !sender.isCompletedExceptionally()) {
      ring.poll(
          (frame, at, length) -> {
            byte[] expected = frame(next[0], 1 + lengths.nextInt(300));
            if (!Arrays.equals(frame, at, at + length, expected, 0, expected.length)) {
              throw new AssertionError("frame differs: seed=" + seed + ", number=" + next[0]);
            }
            next[0]++;
          },
          64);
    }
    sender.join();
    assertThat(ring.isEmpty()).isTrue();
  }
}
