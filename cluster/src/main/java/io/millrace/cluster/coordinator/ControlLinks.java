package io.millrace.cluster.coordinator;

import io.millrace.cluster.control.ControlCodec;
import io.millrace.cluster.control.ControlMessage;
import io.millrace.transport.AeronTransport;
import io.millrace.transport.ControlSender;
import io.millrace.transport.Peer;
import io.millrace.transport.TransportListener;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/**
 * The coordinator's connections with workers, who make them: what arrives in the transport's thread
 * is handed over to the coordinator's.
 */
final class ControlLinks implements TransportListener {
  /** What becomes of connections, and what comes over them; by the coordinator's thread. */
  interface Listener {
    void onConnected(String worker);

    void onLost(String worker, String reason);

    /** A message as it came; it may be of any kind, or of none. */
    void onMessage(String worker, byte[] message);
  }

  private final Queue<Consumer<Listener>> arrived = new ConcurrentLinkedQueue<>();
  private final Map<String, ControlSender> senders = new HashMap<>();
  private AeronTransport transport;
  private ControlMessage lastMessage;
  private byte[] lastBytes;

  /** Before anything else. */
  void over(AeronTransport transport) {
    this.transport = transport;
  }

  @Override
  public void onConnected(Peer peer) {
    arrived.add(listener -> listener.onConnected(peer.name()));
  }

  @Override
  public void onLost(Peer peer, String reason) {
    arrived.add(listener -> listener.onLost(peer.name(), reason));
  }

  @Override
  public void onControl(Peer peer, byte[] message, int at, int length) {
    byte[] copy = Arrays.copyOfRange(message, at, at + length);
    arrived.add(listener -> listener.onMessage(peer.name(), copy));
  }

  /** Hands over what has arrived; returns how much. */
  int poll(Listener listener) {
    int work = 0;
    for (var next = arrived.poll(); next != null; next = arrived.poll()) {
      next.accept(listener);
      work++;
    }
    return work;
  }

  /** Sends a message to a worker; false if there is no room or no connection now. */
  boolean offer(String worker, ControlMessage message) {
    if (message != lastMessage) { // most go to all workers, one after the other
      lastBytes = ControlCodec.encode(message);
      lastMessage = message;
    }
    return senders
        .computeIfAbsent(worker, name -> transport.peer(name).newControlSender())
        .offer(lastBytes, 0, lastBytes.length);
  }
}
