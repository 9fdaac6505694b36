package io.millrace.transport;

import io.aeron.Aeron;
import io.aeron.Image;
import io.aeron.Publication;
import io.millrace.runtime.Clock;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * All peers and all streams that arrive: who is greeted, believed or refused. Owned by the
 * transport's thread, but for {@link #peer}.
 */
final class Connections {
  private final TransportSettings settings;
  private final Clock clock;
  private final FrameRouter router;
  private final TransportListener listener;
  private final TransportCounters counters;
  private final RefusalLog log;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Peer> peers = new ConcurrentHashMap<>();
  private final List<Inbound> inbounds = new ArrayList<>();
  private final byte[] content = new byte[Wire.LARGEST_MESSAGE];
  private Aeron aeron;
  private WorkerAddress address;
  private long attempts;
  private long nowNs;

  Connections(
      TransportSettings settings,
      Clock clock,
      FrameRouter router,
      TransportListener listener,
      TransportCounters counters) {
    this.settings = settings;
    this.clock = clock;
    this.router = router;
    this.listener = listener;
    this.counters = counters;
    this.log = new RefusalLog(settings.name());
    this.nowNs = clock.nanoTime();
  }

  /** The client to open ways to peers with, and where they reach us. */
  void started(Aeron client, WorkerAddress own) {
    aeron = client;
    address = own;
  }

  /** The peer of this name, made at first use; for any thread. */
  Peer peer(String name) {
    TransportSettings.checkName(name);
    if (name.equals(settings.name())) {
      throw new IllegalArgumentException(
          "peer has our own name: name=" + name + "; names are unique in a cluster");
    }
    return peers.computeIfAbsent(name, fresh -> new Peer(fresh, this));
  }

  /** One turn; returns how much was done. */
  int work() {
    nowNs = clock.nanoTime();
    int work = 0;
    for (int i = inbounds.size() - 1; i >= 0; i--) {
      Inbound in = inbounds.get(i);
      if (in.isClosed()) {
        inbounds.remove(i);
        work++;
      } else {
        work += in.poll(nowNs);
      }
    }
    for (Peer peer : peers.values()) {
      work += peer.work(nowNs);
    }
    return work + router.work();
  }

  void onImage(Image image) {
    inbounds.add(new Inbound(this, image, content, nowNs));
  }

  /** A stream begins with this greeting. */
  void onGreeting(Inbound in, byte[] message, byte[] code) {
    Greeting greeting = Greeting.decode(message, message.length);
    if (greeting == null) {
      in.refuse(TransportCounter.REFUSED_STRANGER, "greeting unreadable", Inbound.STRANGER);
    } else if (greeting.answer()) {
      onAnswer(in, greeting, message, code);
    } else if (!MessageDigest.isEqual(code, settings.secret().helloCode(message))) {
      in.refuse(TransportCounter.REFUSED_SECRET, "does not know the secret", Inbound.STRANGER);
    } else if (isSuitable(in, greeting)) {
      peer(greeting.sender()).onHello(in, greeting, message, nowNs);
    }
  }

  private void onAnswer(Inbound in, Greeting answer, byte[] message, byte[] code) {
    Peer peer = peers.get(answer.sender());
    if (peer == null || !peer.isAsked(answer)) {
      in.refuse(TransportCounter.REFUSED_STRANGER, "answers what nobody asked", Inbound.STRANGER);
    } else if (!peer.onAnswer(in, answer, message, code)) {
      in.refuse(TransportCounter.REFUSED_SECRET, "does not know the secret", Inbound.STRANGER);
    }
  }

  /** Whether a member's greeting is for us and on our terms. */
  private boolean isSuitable(Inbound in, Greeting hello) {
    String fault = null;
    if (!hello.receiver().equals(settings.name())) {
      fault = "looks for another worker: name=" + hello.receiver() + ", ours=" + settings.name();
    } else if (hello.encrypted() != settings.encryption()) {
      fault =
          "encryption differs: theirs="
              + hello.encrypted()
              + ", ours="
              + settings.encryption()
              + "; set it alike on all workers";
    } else if (hello.sender().equals(settings.name())
        || !TransportSettings.isName(hello.sender())
        || !isAddress(hello.address())) {
      fault = "name or address out of range: name=" + hello.sender();
    }
    if (fault != null) {
      in.refuse(TransportCounter.REFUSED_SETTINGS, fault, "a member of the cluster");
    }
    return fault == null;
  }

  private static boolean isAddress(String text) {
    try {
      WorkerAddress.parse(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  void onProof(Peer peer, Session session, byte[] code) {
    peer.onProof(session, code, nowNs);
  }

  void onControl(Peer peer, byte[] message, int length) {
    counters.increment(TransportCounter.CONTROL_IN);
    listener.onControl(peer, message, 0, length);
  }

  void onFrame(byte[] frame, int length) {
    switch (router.offer(frame, 0, length)) {
      case TAKEN -> {
        counters.increment(TransportCounter.FRAMES_IN);
        counters.add(TransportCounter.BYTES_IN, length);
      }
      case NO_ROOM -> counters.increment(TransportCounter.DROPPED);
      case NOBODY -> counters.increment(TransportCounter.UNROUTED);
    }
  }

  void connected(Peer peer) {
    counters.increment(TransportCounter.CONNECTIONS);
    log.connected(peer);
    listener.onConnected(peer);
  }

  void lost(Peer peer, String reason) {
    counters.increment(TransportCounter.CONNECTIONS_LOST);
    log.lost(peer, reason);
    listener.onLost(peer, reason);
  }

  void notMade(Peer peer, String reason) {
    log.notMade(peer, reason);
  }

  void refused(TransportCounter counter, String what, String who) {
    counters.increment(counter);
    log.refused(counter, what, who);
  }

  /** A greeting of ours that nobody has seen yet. */
  Greeting greeting(boolean answer, String receiver, byte[] echo) {
    byte[] nonce = new byte[Wire.NONCE];
    random.nextBytes(nonce);
    return new Greeting(
        answer,
        settings.encryption(),
        settings.incarnation(),
        ++attempts,
        nonce,
        echo,
        settings.name(),
        receiver,
        answer ? "" : address.toString());
  }

  /** Starts to make a way to an address; see {@link #publication}. */
  long openPublication(WorkerAddress to) {
    return aeron.asyncAddPublication(Channels.to(to, settings, random.nextInt()), Wire.STREAM);
  }

  /** The way that {@link #openPublication} began, or null if it is not ready. */
  Publication publication(long id) {
    return aeron.getPublication(id);
  }

  /** Gives up a way that is not ready. */
  void removePublication(long id) {
    aeron.asyncRemovePublication(id);
  }

  void close() {
    for (Peer peer : peers.values()) {
      peer.hangUp();
    }
  }

  TransportSettings settings() {
    return settings;
  }

  TransportCounters counters() {
    return counters;
  }
}
