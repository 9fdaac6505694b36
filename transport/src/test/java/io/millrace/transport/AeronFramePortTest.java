package io.millrace.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.aeron.driver.MediaDriver;
import io.aeron.driver.ext.DebugReceiveChannelEndpoint;
import io.aeron.driver.ext.RandomLossGenerator;
import io.millrace.runtime.transport.FrameReceiver;
import io.millrace.runtime.transport.FrameSender;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

class AeronFramePortTest {
  private static final long SEED = 5;

  /** Two transports on one stage, and what stands between them. */
  abstract static class Pair extends FramePortContract {
    @TempDir Path directory;
    Stage stage;
    TestWorker a;
    TestWorker b;

    TransportSettings change(TransportSettings settings) {
      return settings.withMaxFrameBytes(2 << 20);
    }

    MediaDriver.Context adjust(MediaDriver.Context context) {
      return context;
    }

    WorkerAddress wayTo(TestWorker worker) {
      return worker.transport().address();
    }

    @Override
    void open() {
      stage = new Stage(directory);
      a = stage.add(new TestWorker(change(stage.settings("a")), stage.clock(), this::adjust));
      b = stage.add(new TestWorker(change(stage.settings("b")), stage.clock(), this::adjust));
      b.busy = true;
      a.transport().connect("b", wayTo(b));
      stage.until("connection", () -> a.isConnectedTo("b") && b.isConnectedTo("a"));
    }

    @Override
    FrameSender sender() {
      return a.transport().peer("b").newFrameSender();
    }

    @Override
    FrameReceiver receiver() {
      return b.ring();
    }

    @Override
    void turn() {
      stage.round();
    }

    @Override
    void close() {
      assertThat(a.events).doesNotContain("lost b");
      for (TestWorker worker : new TestWorker[] {a, b}) {
        assertThat(worker.count(TransportCounter.DRIVER_ERRORS)).isZero();
        assertThat(worker.count(TransportCounter.REFUSED_TAMPERED)).isZero();
      }
      stage.close();
    }
  }

  @Nested
  class Plain extends Pair {}

  @Nested
  class Sealed extends Pair {
    @Override
    TransportSettings change(TransportSettings settings) {
      return super.change(settings).withEncryption(true);
    }
  }

  /** Every fifth datagram is lost, of data and of set-up alike. */
  @Nested
  class Lossy extends Pair {
    @Override
    TransportSettings change(TransportSettings settings) {
      return super.change(settings).withEncryption(true).withMtu(1408);
    }

    @Override
    MediaDriver.Context adjust(MediaDriver.Context context) {
      return context.receiveChannelEndpointSupplier(
          (channel, dispatcher, status, driver) ->
              new DebugReceiveChannelEndpoint(
                  channel,
                  dispatcher,
                  status,
                  driver,
                  new RandomLossGenerator(0.2, SEED),
                  new RandomLossGenerator(0.2, SEED + 1)));
    }
  }

  /** A network between them that loses, doubles and reorders. */
  @Nested
  class Reordering extends Pair {
    private UdpProxy proxy;

    @Override
    TransportSettings change(TransportSettings settings) {
      return super.change(settings).withMtu(1408);
    }

    @Override
    WorkerAddress wayTo(TestWorker worker) {
      proxy = new UdpProxy(SEED, worker.transport().address());
      proxy.hostility(0.05, 0.05, 0.3);
      stage.also(proxy::turn);
      return proxy.address();
    }

    @Override
    void close() {
      if (proxy.passed() > 500) {
        assertThat(proxy.lost()).as("datagrams lost on purpose").isPositive();
        assertThat(proxy.reordered()).as("datagrams reordered on purpose").isPositive();
      }
      super.close();
      proxy.close();
    }
  }
}
