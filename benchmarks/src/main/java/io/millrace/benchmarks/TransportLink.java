package io.millrace.benchmarks;

import io.millrace.runtime.SystemClock;
import io.millrace.runtime.transport.FrameReceiver;
import io.millrace.runtime.transport.FrameSender;
import io.millrace.transport.AeronTransport;
import io.millrace.transport.ClusterSecret;
import io.millrace.transport.FrameRouter;
import io.millrace.transport.Peer;
import io.millrace.transport.Threading;
import io.millrace.transport.TransportListener;
import io.millrace.transport.TransportSettings;
import io.millrace.transport.WorkerAddress;
import java.nio.charset.StandardCharsets;

/** The transport of a worker, with one slot. */
final class TransportLink implements FrameLink, TransportListener {
  private static final ClusterSecret SECRET =
      ClusterSecret.of("a secret for benchmarks".getBytes(StandardCharsets.UTF_8));

  private final FrameRouter router = new FrameRouter(1, 1 << 20, (frame, at) -> 0);
  private final AeronTransport transport;

  TransportLink(String name, boolean encryption, Threading threading) {
    TransportSettings settings = TransportSettings.of(name, 1, SECRET).withEncryption(encryption);
    transport =
        AeronTransport.open(
            threading == null ? settings : settings.withThreading(threading),
            new SystemClock(),
            router,
            this);
    transport.start();
  }

  @Override
  public String address() {
    return transport.address().toString();
  }

  @Override
  public FrameSender connect(String address) throws InterruptedException {
    Peer peer = transport.connect("receiver", WorkerAddress.parse(address));
    while (!peer.isConnected()) {
      Thread.sleep(1);
    }
    return peer.newFrameSender();
  }

  @Override
  public FrameReceiver receiver() {
    return router.ring(0);
  }

  @Override
  public void close() {
    transport.close();
  }

  @Override
  public void onConnected(Peer peer) {}

  @Override
  public void onLost(Peer peer, String reason) {}

  @Override
  public void onControl(Peer peer, byte[] message, int at, int length) {}
}
