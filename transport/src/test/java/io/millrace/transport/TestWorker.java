package io.millrace.transport;

import io.aeron.driver.MediaDriver;
import io.millrace.runtime.Clock;
import io.millrace.runtime.transport.FrameRing;
import io.millrace.runtime.transport.FrameSender;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A worker that remembers what its transport told it; stepped by the test's thread. */
final class TestWorker implements TransportListener, AutoCloseable {
  private final AeronTransport transport;
  private final Map<String, FrameSender> senders = new HashMap<>();
  private final Map<String, ControlSender> controls = new HashMap<>();
  final List<byte[]> frames = new ArrayList<>();
  final List<String> events = new ArrayList<>();
  private final FrameRouter router;
  boolean busy;
  int slot;

  TestWorker(TransportSettings settings, Clock clock) {
    this(settings, clock, UnaryOperator.identity());
  }

  TestWorker(
      TransportSettings settings, Clock clock, UnaryOperator<MediaDriver.Context> adjustment) {
    router = new FrameRouter(1, 1 << 20, (frame, at) -> slot);
    transport = AeronTransport.open(settings, clock, router, this, adjustment);
  }

  private void take(byte[] frame, int at, int length) {
    frames.add(Arrays.copyOfRange(frame, at, at + length));
  }

  @Override
  public void onConnected(Peer peer) {
    events.add("connected " + peer.name());
  }

  @Override
  public void onLost(Peer peer, String reason) {
    events.add("lost " + peer.name());
  }

  @Override
  public void onControl(Peer peer, byte[] message, int at, int length) {
    events.add(
        "control " + peer.name() + " " + new String(message, at, length, StandardCharsets.UTF_8));
  }

  FrameRing ring() {
    return router.ring(0);
  }

  AeronTransport transport() {
    return transport;
  }

  void call(TestWorker other, String name) {
    transport.connect(name, other.transport.address());
  }

  boolean isConnectedTo(String name) {
    return transport.peer(name).isConnected();
  }

  boolean offer(String to, byte[] frame) {
    return senders
        .computeIfAbsent(to, name -> transport.peer(name).newFrameSender())
        .offer(frame, 0, frame.length);
  }

  boolean tell(String to, String text) {
    byte[] message = text.getBytes(StandardCharsets.UTF_8);
    return controls
        .computeIfAbsent(to, name -> transport.peer(name).newControlSender())
        .offer(message, 0, message.length);
  }

  long count(TransportCounter counter) {
    return transport.counters().get(counter);
  }

  int step() {
    int work = transport.work();
    return busy ? work : work + router.ring(0).poll(this::take, Integer.MAX_VALUE);
  }

  @Override
  public void close() {
    transport.close();
  }
}
