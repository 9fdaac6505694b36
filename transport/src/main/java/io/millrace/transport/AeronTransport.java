package io.millrace.transport;

import io.aeron.Aeron;
import io.aeron.Subscription;
import io.aeron.driver.MediaDriver;
import io.aeron.exceptions.AeronEvent;
import io.millrace.runtime.Clock;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;

/**
 * A worker's frames and control messages to and from other workers: one stream of datagrams per
 * ordered pair of them, for all channels together, after both have proven that they know the
 * cluster's secret. One per process.
 *
 * <p>What arrives is handed over to slots by a {@link FrameRouter}. What leaves is offered by the
 * worker's threads themselves, see {@link Peer}. Lost datagrams are repeated, and order is kept, as
 * long as a connection lasts.
 */
public final class AeronTransport implements AutoCloseable {
  private static final int TURNS_TO_SAY_GOODBYE = 100;

  private final TransportCounters counters = new TransportCounters();
  private final Connections connections;
  private final EmbeddedDriver driver;
  private final WorkerAddress address;
  private final Queue<Runnable> commands = new ConcurrentLinkedQueue<>();
  private final AgentThread thread;
  private boolean closed;

  private AeronTransport(
      TransportSettings settings,
      Clock clock,
      FrameRouter router,
      TransportListener listener,
      UnaryOperator<MediaDriver.Context> adjustment) {
    RefusalLog log = new RefusalLog(settings.name());
    connections = new Connections(settings, clock, router, listener, counters);
    driver =
        EmbeddedDriver.launch(
            settings,
            clock,
            error -> {
              // events tell what peers did, such as refusing us, and are no errors of the driver
              if (!(error instanceof AeronEvent)) {
                counters.increment(TransportCounter.DRIVER_ERRORS);
                log.driverError(error);
              }
            },
            adjustment);
    try {
      Aeron aeron = driver.aeron();
      Subscription subscription =
          aeron.addSubscription(
              Channels.at(settings), Wire.STREAM, connections::onImage, image -> {});
      address = addressOf(settings, subscription);
      connections.started(aeron, address);
    } catch (RuntimeException e) {
      driver.close();
      throw e;
    }
    thread = new AgentThread("millrace-transport", this::work);
  }

  /** Listens, but does nothing by itself before {@link #start}. */
  public static AeronTransport open(
      TransportSettings settings, Clock clock, FrameRouter router, TransportListener listener) {
    return open(settings, clock, router, listener, UnaryOperator.identity());
  }

  static AeronTransport open(
      TransportSettings settings,
      Clock clock,
      FrameRouter router,
      TransportListener listener,
      UnaryOperator<MediaDriver.Context> adjustment) {
    return new AeronTransport(settings, clock, router, listener, adjustment);
  }

  private static WorkerAddress addressOf(TransportSettings settings, Subscription subscription) {
    String bound = subscription.localSocketAddresses().get(0);
    int port = WorkerAddress.parse(bound).port();
    String host = settings.advertisedHost() == null ? settings.host() : settings.advertisedHost();
    InetAddress resolved = new InetSocketAddress(host, port).getAddress();
    if (resolved != null && resolved.isAnyLocalAddress()) {
      throw new IllegalArgumentException(
          "peers cannot reach the transport: host="
              + host
              + "; set advertisedHost to an address of this machine");
    }
    return new WorkerAddress(
        host, settings.advertisedPort() == 0 ? port : settings.advertisedPort());
  }

  /** Starts the transport's thread. */
  public void start() {
    thread.start();
  }

  /** Where peers reach this transport. */
  public WorkerAddress address() {
    return address;
  }

  /** The peer of this name; made at first use. For any thread. */
  public Peer peer(String name) {
    return connections.peer(name);
  }

  /**
   * Makes a connection to a peer, and makes it again whenever it is lost, until {@link
   * #disconnect}; one side of a pair is enough, both do no harm. For any thread.
   */
  public Peer connect(String name, WorkerAddress to) {
    Peer peer = peer(name);
    commands.add(() -> peer.dial(to));
    return peer;
  }

  /** Ends the connection with a peer; it may make another. For any thread. */
  public void disconnect(String name) {
    Peer peer = peer(name);
    commands.add(peer::hangUp);
  }

  /** What was counted up to now; for any thread. */
  public TransportCounters counters() {
    return counters;
  }

  /** One turn, by the transport's thread; returns how much was done. */
  int work() {
    int work = driver.work();
    for (Runnable command = commands.poll(); command != null; command = commands.poll()) {
      command.run();
      work++;
    }
    return work + connections.work();
  }

  /** Ends all connections, so that peers notice at once, and frees port and directory. */
  @Override
  public void close() {
    thread.stop();
    if (closed) {
      return;
    }
    closed = true;
    try {
      connections.close();
      for (int i = 0; i < TURNS_TO_SAY_GOODBYE; i++) {
        driver.work();
      }
    } finally {
      driver.close();
    }
  }
}
