package io.millrace.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.runtime.frame.FrameHeader;
import io.millrace.transport.FrameRouter.Routing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameRouterTest {
  private final FrameRouter router =
      new FrameRouter(
          2,
          300_000,
          (frame, at) -> {
            int destination = FrameHeader.destination(frame, at);
            return destination < 2 ? destination : -1;
          });

  private Routing offer(int slot, long number) {
    byte[] frame = TestFrames.frame(slot, number, 10_000);
    return router.offer(frame, 0, frame.length);
  }

  private List<byte[]> taken(int slot) {
    List<byte[]> frames = new ArrayList<>();
    router
        .ring(slot)
        .poll(
            (frame, at, length) -> frames.add(Arrays.copyOfRange(frame, at, at + length)),
            Integer.MAX_VALUE);
    return frames;
  }

  @Test
  void shouldHandEachFrameToItsSlot() {
    assertThat(offer(0, 1)).isEqualTo(Routing.TAKEN);
    assertThat(offer(1, 2)).isEqualTo(Routing.TAKEN);
    assertThat(offer(2, 3)).isEqualTo(Routing.NOBODY);
    assertThat(taken(0)).containsExactly(TestFrames.frame(0, 1, 10_000));
    assertThat(taken(1)).containsExactly(TestFrames.frame(1, 2, 10_000));
  }

  @Test
  void shouldNotLetASlowSlotHoldUpAnother() {
    long number = 0;
    while (offer(0, number) == Routing.TAKEN) {
      number++;
    }
    assertThat(offer(0, number)).isEqualTo(Routing.NO_ROOM);
    assertThat(offer(1, 7)).isEqualTo(Routing.TAKEN);
    assertThat(taken(1)).hasSize(1);
  }

  @Test
  void shouldHandOverInOrderWhatHadToWait() {
    int number = 0;
    while (offer(0, number) == Routing.TAKEN) {
      number++;
    }
    assertThat(number * 10_000).isGreaterThan((512 << 10) + 250_000);
    List<byte[]> frames = new ArrayList<>(taken(0));
    assertThat(router.work()).isPositive();
    assertThat(offer(0, number)).isEqualTo(Routing.TAKEN);
    frames.addAll(taken(0));
    assertThat(frames).hasSize(number + 1);
    for (int i = 0; i <= number; i++) {
      assertThat(FrameHeader.firstSequence(frames.get(i), 0)).isEqualTo(i);
    }
    assertThat(router.work()).isZero();
  }
}
