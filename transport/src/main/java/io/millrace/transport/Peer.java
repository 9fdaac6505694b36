package io.millrace.transport;

import io.millrace.runtime.transport.FrameSender;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Another worker, or the coordinator, by its name. It stays the same object through all connections
 * and lives of it. What is public is for any thread; all else is the transport's.
 */
public final class Peer {
  /** The reason of an end that we wanted. */
  static final String CLOSED_HERE = "closed here";

  private final String name;
  private final Connections connections;
  private final List<Lane> lanes = new CopyOnWriteArrayList<>();
  private final AtomicInteger laneCount = new AtomicInteger(Wire.OWN_LANE + 1);
  private volatile Session established;
  private Session next;
  private Greeting nextGreeting;
  private WorkerAddress wanted;
  private long retryNs;
  private boolean retrying;
  private long provenIncarnation = Long.MIN_VALUE;
  private long provenAttempt;

  Peer(String name, Connections connections) {
    this.name = name;
    this.connections = connections;
  }

  /** How the peer calls itself. */
  public String name() {
    return name;
  }

  /** Whether frames go through at present. */
  public boolean isConnected() {
    return established != null;
  }

  /**
   * A way for one thread to send frames to the peer. It takes none while there is no connection. A
   * thread asks for it once: each takes a number, and there are 1,023.
   */
  public FrameSender newFrameSender() {
    return lane(Wire.FRAME);
  }

  /** A way for one thread to send control messages to the peer; see {@link #newFrameSender}. */
  public ControlSender newControlSender() {
    return lane(Wire.CONTROL);
  }

  private Lane lane(int kind) {
    int number = laneCount.getAndIncrement();
    if (number >= Wire.LANES) {
      throw new IllegalStateException(
          "too many senders: peer=" + name + "; at most " + (Wire.LANES - 1) + ": one per thread");
    }
    Lane lane = new Lane(this, number, kind, connections.settings().maxFrameBytes());
    lanes.add(lane);
    return lane;
  }

  /** The connection that frames go through, or null; for lanes. */
  Session established() {
    return established;
  }

  /** From now on a connection to this address is made whenever there is none. */
  void dial(WorkerAddress address) {
    wanted = address;
    retrying = false;
    if (next != null && next.isDialler() && !next.address().equals(address)) {
      abandon("called at another address");
    }
  }

  /** Ends the connection and makes no other. */
  void hangUp() {
    wanted = null;
    abandon(CLOSED_HERE);
    lose(CLOSED_HERE);
  }

  /** One turn; returns how much was done. */
  int work(long nowNs) {
    int work = 0;
    Session current = established;
    if (current != null) {
      String fault = current.fault();
      if (fault != null) {
        lose(fault);
        work++;
      } else {
        for (Lane lane : lanes) {
          work += lane.flush();
        }
      }
    }
    if (next != null) {
      work += next.work(nowNs);
      settle(nowNs);
    }
    if (wanted != null && established == null && next == null) {
      if (!retrying || nowNs - retryNs >= 0) {
        next = Session.dial(connections, this, wanted, nowNs);
        nextGreeting = null;
        work++;
      }
    }
    return work;
  }

  /** Looks at what became of the connection that is being made. */
  private void settle(long nowNs) {
    if (next == null) {
      return;
    }
    if (next.state() == SessionState.ESTABLISHED) {
      Session made = next;
      next = null;
      retrying = false;
      lose("another connection took its place");
      provenIncarnation = nextGreeting.incarnation();
      provenAttempt = nextGreeting.attempt();
      established = made;
      connections.connected(this);
    } else if (next.state() == SessionState.CLOSED) {
      connections.notMade(this, next.end());
      next = null;
      retrying = true;
      retryNs = nowNs + connections.settings().retryInterval().toNanos();
    }
  }

  /** The peer begins a connection; what it wrote is proven to be a member's. */
  void onHello(Inbound in, Greeting hello, byte[] content, long nowNs) {
    if (!hello.isLaterThan(provenIncarnation, provenAttempt) || isOutdated(hello)) {
      in.refuse(TransportCounter.REFUSED_STALE, "greeting of an earlier life or attempt", name);
      return;
    }
    if (next != null && next.isDialler() && isOurTurn(hello)) {
      in.reject("called at the same time");
      return;
    }
    abandon("a later attempt took its place");
    nextGreeting = hello;
    next = Session.accept(connections, this, hello, content, in, nowNs);
    in.half(this, next);
  }

  /** Both call at once, and both could be heard: the lower name's call is the one that counts. */
  private boolean isOurTurn(Greeting hello) {
    return connections.settings().name().compareTo(name) < 0
        && next.address().toString().equals(hello.address());
  }

  private boolean isOutdated(Greeting hello) {
    return next != null
        && !next.isDialler()
        && !hello.isLaterThan(nextGreeting.incarnation(), nextGreeting.attempt());
  }

  /** Whether we have greeted the peer and this answers it. */
  boolean isAsked(Greeting answer) {
    return next != null && next.isDialler() && Arrays.equals(next.nonce(), answer.echo());
  }

  /** The peer answers what {@link #isAsked}; true if it has proven itself. */
  boolean onAnswer(Inbound in, Greeting answer, byte[] content, byte[] code) {
    if (!next.onAnswer(in, content, code)) {
      return false;
    }
    nextGreeting = answer;
    return true;
  }

  /** The peer proves itself on a connection that it began. */
  void onProof(Session session, byte[] code, long nowNs) {
    if (session != next || !next.onProof(code)) {
      session.inbound().refuse(TransportCounter.REFUSED_SECRET, "proof does not fit", name);
      return;
    }
    settle(nowNs);
  }

  private void abandon(String reason) {
    if (next != null) {
      next.close(reason);
      next = null;
    }
  }

  private void lose(String reason) {
    Session lost = established;
    if (lost != null) {
      established = null;
      lost.close(reason);
      connections.lost(this, reason);
    }
  }
}
