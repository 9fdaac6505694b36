package io.millrace.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.runtime.SystemClock;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.transport.FrameSender;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Transports as workers run them: threads of their own, and several that send. */
class ThreadsTest {
  private static final int SENDERS = 3;
  private static final int FRAMES = 2_000;
  private static final long PATIENCE_NS = 60_000_000_000L;

  @TempDir Path directory;

  private static final class Quiet implements TransportListener {
    @Override
    public void onConnected(Peer peer) {}

    @Override
    public void onLost(Peer peer, String reason) {}

    @Override
    public void onControl(Peer peer, byte[] message, int at, int length) {}
  }

  private AeronTransport open(String name, Threading threading, FrameRouter router) {
    TransportSettings settings =
        TransportSettings.of(name, 1, Stage.SECRET)
            .withDirectory(directory)
            .withThreading(threading)
            .withEncryption(true);
    AeronTransport transport =
        AeronTransport.open(settings, new SystemClock(), router, new Quiet());
    transport.start();
    return transport;
  }

  /** Frames from {@code from} on, of lengths that the number gives; now and then one in parts. */
  private static void send(FrameSender sender, int from) {
    for (int i = 0; i < FRAMES; i++) {
      byte[] frame = TestFrames.frame(from, i, i % 200 == 7 ? 200_000 : 200 + i);
      while (!sender.offer(frame, 0, frame.length)) {
        Thread.yield();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Threading.class)
  void shouldKeepTheOrderOfEachOfSeveralThreadsThatSendAtOnce(Threading threading) {
    FrameRouter router =
        new FrameRouter(SENDERS, 16 << 20, (frame, at) -> FrameHeader.destination(frame, at));
    try (AeronTransport a = open("a", threading, new FrameRouter(1, 0, (frame, at) -> -1));
        AeronTransport b = open("b", threading, router)) {
      Peer peer = a.connect("b", b.address());
      List<CompletableFuture<Void>> senders = new ArrayList<>();
      for (int i = 0; i < SENDERS; i++) {
        int from = i;
        FrameSender sender = peer.newFrameSender();
        senders.add(CompletableFuture.runAsync(() -> send(sender, from)));
      }
      int[] next = new int[SENDERS];
      int[] wrong = {0};
      long startNs = System.nanoTime();
      while (Arrays.stream(next).sum() < SENDERS * FRAMES && wrong[0] == 0) {
        assertThat(System.nanoTime() - startNs)
            .as("%s ns", Arrays.toString(next))
            .isLessThan(PATIENCE_NS);
        for (int slot = 0; slot < SENDERS; slot++) {
          int from = slot;
          router
              .ring(slot)
              .poll(
                  (frame, at, length) -> {
                    boolean due = FrameHeader.firstSequence(frame, at) == next[from]++;
                    wrong[0] += due && FrameHeader.faultOf(frame, at, length) == null ? 0 : 1;
                  },
                  64);
        }
        Thread.yield();
      }
      assertThat(wrong[0]).isZero();
      senders.forEach(CompletableFuture::join);
      assertThat(b.counters().get(TransportCounter.FRAMES_IN)).isEqualTo((long) SENDERS * FRAMES);
      assertThat(b.counters().get(TransportCounter.REFUSED_REPLAYED)).isZero();
    }
    assertThat(directory.toFile().list()).isEmpty();
  }
}
