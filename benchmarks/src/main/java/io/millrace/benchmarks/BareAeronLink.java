package io.millrace.benchmarks;

import io.aeron.Aeron;
import io.aeron.ConcurrentPublication;
import io.aeron.FragmentAssembler;
import io.aeron.Subscription;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.millrace.runtime.transport.FrameReceiver;
import io.millrace.runtime.transport.FrameSender;
import java.nio.file.Path;
import java.util.UUID;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;

/** Aeron as it is, with a driver per process and the same sizes: the control. */
final class BareAeronLink implements FrameLink {
  private static final int STREAM = 7;
  private static final long PARK_NS = 20_000;

  private final MediaDriver driver;
  private final Aeron aeron;
  private final Subscription subscription;

  BareAeronLink() {
    driver =
        MediaDriver.launch(
            new MediaDriver.Context()
                .aeronDirectoryName(Path.of("/dev/shm", "bench-" + UUID.randomUUID()).toString())
                .dirDeleteOnShutdown(true)
                .threadingMode(ThreadingMode.SHARED)
                .sharedIdleStrategy(new BackoffIdleStrategy(10, 20, 1_000, PARK_NS))
                .socketRcvbufLength(200 << 10)
                .socketSndbufLength(200 << 10)
                .initialWindowLength(128 << 10)
                .publicationTermBufferLength(1 << 20));
    aeron = Aeron.connect(new Aeron.Context().aeronDirectoryName(driver.aeronDirectoryName()));
    subscription = aeron.addSubscription("aeron:udp?endpoint=127.0.0.1:0", STREAM);
  }

  @Override
  public String address() {
    String address = null;
    while (address == null || subscription.localSocketAddresses().isEmpty()) {
      Thread.onSpinWait();
      address = subscription.localSocketAddresses().stream().findFirst().orElse(null);
    }
    return address;
  }

  @Override
  public FrameSender connect(String address) {
    ConcurrentPublication publication =
        aeron.addPublication("aeron:udp?mtu=8192|endpoint=" + address, STREAM);
    while (!publication.isConnected()) {
      Thread.onSpinWait();
    }
    UnsafeBuffer buffer = new UnsafeBuffer(new byte[0]);
    return (frame, at, length) -> {
      buffer.wrap(frame, at, length);
      return publication.offer(buffer, 0, length) > 0;
    };
  }

  @Override
  public FrameReceiver receiver() {
    byte[] message = new byte[1 << 17];
    FrameReceiver.Handler[] handler = new FrameReceiver.Handler[1];
    FragmentAssembler assembler =
        new FragmentAssembler(
            (buffer, at, length, header) -> {
              buffer.getBytes(at, message, 0, length);
              handler[0].onFrame(message, 0, length);
            });
    return (to, limit) -> {
      handler[0] = to;
      return subscription.poll(assembler, limit);
    };
  }

  @Override
  public void close() {
    aeron.close();
    driver.close();
  }
}
