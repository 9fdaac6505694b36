package io.millrace.transport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;

/** A network between callers and one address; hostile as much as it is told to be, by a seed. */
final class UdpProxy implements AutoCloseable {
  private record Datagram(DatagramChannel from, SocketAddress to, byte[] bytes) {}

  private final Random random;
  private final DatagramChannel front;
  private final InetSocketAddress target;
  private final Map<SocketAddress, DatagramChannel> backs = new HashMap<>();
  private final List<Datagram> held = new ArrayList<>();
  private final ByteBuffer buffer = ByteBuffer.allocate(65_536);
  private UnaryOperator<byte[]> tampering = UnaryOperator.identity();
  private double loss;
  private double doubling;
  private double holding;
  private long passed;
  private long lost;
  private long reordered;

  UdpProxy(long seed, WorkerAddress target) {
    this.random = new Random(seed);
    this.target = new InetSocketAddress(target.host(), target.port());
    this.front = open();
  }

  private static DatagramChannel open() {
    try {
      DatagramChannel channel = DatagramChannel.open();
      channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      channel.configureBlocking(false);
      return channel;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  WorkerAddress address() {
    try {
      return new WorkerAddress(
          "127.0.0.1", ((InetSocketAddress) front.getLocalAddress()).getPort());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Shares of datagrams that are lost, sent twice, and held back until later ones have passed. */
  void hostility(double lose, double twice, double hold) {
    loss = lose;
    doubling = twice;
    holding = hold;
  }

  /** Changes what goes towards the target; null loses it. */
  void tampering(UnaryOperator<byte[]> change) {
    tampering = change;
  }

  long passed() {
    return passed;
  }

  long lost() {
    return lost;
  }

  long reordered() {
    return reordered;
  }

  /** Passes on what is there. */
  void turn() {
    try {
      for (SocketAddress from = receive(front); from != null; from = receive(front)) {
        DatagramChannel back = backs.computeIfAbsent(from, caller -> open());
        byte[] bytes = tampering.apply(bytes());
        if (bytes != null) {
          pass(new Datagram(back, target, bytes));
        }
      }
      for (Map.Entry<SocketAddress, DatagramChannel> caller : backs.entrySet()) {
        while (receive(caller.getValue()) != null) {
          pass(new Datagram(front, caller.getKey(), bytes()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private SocketAddress receive(DatagramChannel channel) throws IOException {
    buffer.clear();
    return channel.receive(buffer);
  }

  private byte[] bytes() {
    buffer.flip();
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  private void pass(Datagram datagram) throws IOException {
    passed++;
    if (random.nextDouble() < loss) {
      lost++;
      return;
    }
    if (random.nextDouble() < holding) {
      held.add(datagram);
      return;
    }
    send(datagram);
    if (random.nextDouble() < doubling) {
      send(datagram);
    }
    if (!held.isEmpty() && random.nextDouble() < holding) {
      reordered++;
      send(held.remove(random.nextInt(held.size())));
    }
  }

  private static void send(Datagram datagram) throws IOException {
    datagram.from().send(ByteBuffer.wrap(datagram.bytes()), datagram.to());
  }

  @Override
  public void close() {
    try {
      front.close();
      for (DatagramChannel back : backs.values()) {
        back.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
