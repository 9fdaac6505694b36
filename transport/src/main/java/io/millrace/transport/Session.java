package io.millrace.transport;

import io.aeron.Publication;
import io.aeron.exceptions.RegistrationException;
import java.security.MessageDigest;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One connection with a peer, from the first greeting to its end: a publication of its own to the
 * peer, the peer's stream to us, and the keys of both. Nothing of it is used again for another.
 *
 * <p>Owned by the transport's thread; lanes read what does not change once it is established.
 */
final class Session {
  private static final byte[] NO_ECHO = new byte[Wire.NONCE];

  private final Connections connections;
  private final Peer peer;
  private final boolean dialler;
  private final WorkerAddress address;
  private final Greeting own;
  private final byte[] hello;
  private final long attempt;
  private final long deadlineNs;
  private final long publicationId;
  private byte[] answer;
  private Inbound inbound;
  private Publication publication;
  private UnsafeBuffer due;
  private byte[] outboundKey;
  private SessionState state = SessionState.OPENING;
  private String end = Peer.CLOSED_HERE;
  private volatile boolean worn;

  private Session(
      Connections connections,
      Peer peer,
      WorkerAddress address,
      Greeting own,
      byte[] hello,
      long nowNs) {
    this.connections = connections;
    this.peer = peer;
    this.dialler = !own.answer();
    this.address = address;
    this.own = own;
    this.hello = hello;
    this.attempt = own.attempt();
    this.deadlineNs = nowNs + connections.settings().handshakeTimeout().toNanos();
    this.publicationId = connections.openPublication(address);
  }

  /** Begins a connection. */
  static Session dial(Connections connections, Peer peer, WorkerAddress address, long nowNs) {
    Greeting own = connections.greeting(false, peer.name(), NO_ECHO);
    byte[] hello = own.encode();
    Session session = new Session(connections, peer, address, own, hello, nowNs);
    session.due = signed(hello, connections.settings().secret().helloCode(hello));
    return session;
  }

  /** Answers a connection that a peer has begun. */
  static Session accept(
      Connections connections, Peer peer, Greeting theirs, byte[] hello, Inbound in, long nowNs) {
    Greeting own = connections.greeting(true, peer.name(), theirs.nonce());
    WorkerAddress address = WorkerAddress.parse(theirs.address());
    Session session = new Session(connections, peer, address, own, hello, nowNs);
    session.answer = own.encode();
    session.due =
        signed(session.answer, connections.settings().secret().answerCode(hello, session.answer));
    session.inbound = in;
    return session;
  }

  private static UnsafeBuffer signed(byte[] content, byte[] code) {
    byte[] message = Arrays.copyOf(content, content.length + code.length);
    System.arraycopy(code, 0, message, content.length, code.length);
    return new UnsafeBuffer(message);
  }

  /** One turn; returns how much was done. */
  int work(long nowNs) {
    switch (state) {
      case OPENING -> {
        return open() ? 1 : timeOut(nowNs);
      }
      case GREETING -> {
        if (publication.offer(due) > 0) {
          become(SessionState.WAITING);
          return 1;
        }
        return timeOut(nowNs);
      }
      case WAITING -> {
        return timeOut(nowNs);
      }
      case PROVING -> {
        if (publication.offer(due) > 0) {
          become(SessionState.ESTABLISHED);
          return 1;
        }
        return timeOut(nowNs);
      }
      default -> {
        return 0;
      }
    }
  }

  private boolean open() {
    try {
      publication = connections.publication(publicationId);
    } catch (RegistrationException e) {
      connections.counters().increment(TransportCounter.DRIVER_ERRORS);
      close("cannot open a way to " + address + ": " + e.getMessage());
      return true;
    }
    if (publication == null) {
      return false;
    }
    become(SessionState.GREETING);
    return true;
  }

  private int timeOut(long nowNs) {
    if (nowNs - deadlineNs < 0) {
      return 0;
    }
    connections.counters().increment(TransportCounter.HANDSHAKES_TIMED_OUT);
    close(
        "no connection in time: address="
            + address
            + ", state="
            + state
            + "; is it running, and does its log tell why it refuses?");
    return 1;
  }

  /** The peer answers our greeting; true if it proved that it knows the secret. */
  boolean onAnswer(Inbound in, byte[] content, byte[] code) {
    if (state != SessionState.WAITING || !dialler) {
      return false;
    }
    ClusterSecret secret = connections.settings().secret();
    if (!MessageDigest.isEqual(code, secret.answerCode(hello, content))) {
      return false;
    }
    answer = content;
    inbound = in;
    due = signed(proofHead(), secret.proofCode(hello, answer));
    deriveKeys();
    become(SessionState.PROVING);
    return true;
  }

  private static byte[] proofHead() {
    return new byte[] {Wire.VERSION, Wire.PROOF, 0, 0};
  }

  /** The dialler's proof; true if it is one. */
  boolean onProof(byte[] code) {
    if (state != SessionState.WAITING || dialler) {
      return false;
    }
    byte[] expected = connections.settings().secret().proofCode(hello, answer);
    if (!MessageDigest.isEqual(code, expected)) {
      return false;
    }
    deriveKeys();
    become(SessionState.ESTABLISHED);
    return true;
  }

  private void deriveKeys() {
    ClusterSecret secret = connections.settings().secret();
    outboundKey = secret.directionKey(hello, answer, dialler);
    inbound.open(peer, secret.directionKey(hello, answer, !dialler));
  }

  private void become(SessionState next) {
    if (!state.mayBecome(next)) {
      throw new IllegalStateException("no such transition: from=" + state + ", to=" + next);
    }
    state = next;
  }

  /** Why it cannot go on, or null if it can. Asked of an established one. */
  String fault() {
    if (worn) {
      return "its stream is used up";
    }
    if (inbound.isEnded()) {
      return "the peer said goodbye, or nothing for too long";
    }
    return publication.isConnected() ? null : "the peer no longer listens";
  }

  /** Ends it; the peer notices at once if it can. */
  void close(String reason) {
    if (state == SessionState.CLOSED) {
      return;
    }
    end = reason;
    sayGoodbye();
    become(SessionState.CLOSED);
    if (publication == null) {
      connections.removePublication(publicationId);
    } else {
      publication.close();
    }
    if (inbound != null) {
      inbound.reject("connection over");
    }
  }

  /** So the peer need not wait for the silence; if there is no room for it, it does. */
  private void sayGoodbye() {
    if (state == SessionState.ESTABLISHED) {
      byte[] message = new byte[Wire.HEADER + Wire.SEAL];
      int flags = Wire.FIRST_PART | Wire.LAST_PART;
      newSeal(Wire.OWN_LANE).seal(Wire.GOODBYE, flags, message, 0, 0, message);
      publication.offer(new UnsafeBuffer(message));
    }
  }

  SessionState state() {
    return state;
  }

  boolean isDialler() {
    return dialler;
  }

  /** Why it was closed. */
  String end() {
    return end;
  }

  long attempt() {
    return attempt;
  }

  /** What the peer's greeting must repeat if it answers ours. */
  byte[] nonce() {
    return own.nonce();
  }

  WorkerAddress address() {
    return address;
  }

  /** The stream that the peer's messages of this connection come on; null before it is known. */
  Inbound inbound() {
    return inbound;
  }

  /** The way to the peer; for any thread once it is established. */
  Publication publication() {
    return publication;
  }

  /** The seal of a lane that has none on this connection yet; for any thread. */
  LaneSeal newSeal(int lane) {
    return new LaneSeal(outboundKey, lane, connections.settings().encryption());
  }

  /** The stream has no more room, for ever: another connection must follow. For any thread. */
  void worn() {
    worn = true;
  }
}
