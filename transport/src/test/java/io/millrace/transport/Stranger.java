package io.millrace.transport;

import io.aeron.ConcurrentPublication;
import io.aeron.Subscription;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.function.Consumer;
import org.agrona.concurrent.UnsafeBuffer;

/** Somebody on the network who speaks Aeron, and says what the test wants. */
final class Stranger implements AutoCloseable {
  private final EmbeddedDriver driver;
  private final WorkerAddress target;
  private Runnable hearing = () -> {};
  private ConcurrentPublication publication;

  Stranger(Stage stage, WorkerAddress target) {
    driver =
        EmbeddedDriver.launch(
            stage.settings("stranger"), stage.clock(), error -> {}, context -> context);
    this.target = target;
    stage.also(this::work);
  }

  /** Begins a stream; it is connected when a message is taken. */
  void begin(String parameters) {
    publication =
        driver.aeron().addPublication("aeron:udp?endpoint=" + target + parameters, Wire.STREAM);
  }

  boolean say(byte[] message) {
    return publication.offer(new UnsafeBuffer(message)) > 0;
  }

  boolean isConnected() {
    return publication.isConnected();
  }

  /** Ends the stream. */
  void end() {
    publication.close();
  }

  /** Listens, as a member would; returns where. */
  WorkerAddress listen(Consumer<byte[]> heard) {
    Subscription subscription =
        driver.aeron().addSubscription("aeron:udp?endpoint=127.0.0.1:0", Wire.STREAM);
    hearing =
        () ->
            subscription.poll(
                (buffer, at, length, header) -> {
                  byte[] message = new byte[length];
                  buffer.getBytes(at, message);
                  heard.accept(message);
                },
                10);
    return WorkerAddress.parse(subscription.localSocketAddresses().get(0));
  }

  private int work() {
    hearing.run();
    return driver.work();
  }

  /** Sends bytes as they are. */
  static void throwAt(WorkerAddress target, byte[] bytes) throws Exception {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.send(
          new DatagramPacket(
              bytes, bytes.length, InetAddress.getByName(target.host()), target.port()));
    }
  }

  @Override
  public void close() {
    driver.close();
  }
}
