package io.millrace.transport;

import io.aeron.ConcurrentPublication;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import org.agrona.concurrent.UnsafeBuffer;

/** Somebody on the network who speaks Aeron, and says what the test wants. */
final class Stranger implements AutoCloseable {
  private final EmbeddedDriver driver;
  private final WorkerAddress target;
  private ConcurrentPublication publication;

  Stranger(Stage stage, WorkerAddress target) {
    driver =
        EmbeddedDriver.launch(
            stage.settings("stranger"), stage.clock(), error -> {}, context -> context);
    this.target = target;
    stage.also(driver::work);
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
