package io.millrace.systemtests.simulation;

import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.frame.FrameType;
import io.millrace.runtime.frame.Origin;
import io.millrace.runtime.transport.FrameSender;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * Connections between endpoints: frames of one keep their order and arrive whenever chance wants,
 * some of them twice. What is on a connection is lost with it, and both ends are told. Frames of
 * the dead still arrive.
 */
final class Network {
  private static final int MOST_FRAMES = 12;

  private static final class Connection {
    private final Endpoint from;
    private final Endpoint to;
    private final Deque<byte[]> frames = new ArrayDeque<>();

    Connection(Endpoint from, Endpoint to) {
      this.from = from;
      this.to = to;
    }
  }

  private final Chance chance;
  private final Mutant mutant;
  private final IntFunction<Follower> followers;
  private final Map<Long, Split> splits = new HashMap<>();
  private final List<Connection> connections = new ArrayList<>();
  private boolean faulty = true;
  private int delivered;
  private int doubled;

  /**
   * @param followers who follows a partition now; null if nobody does
   */
  Network(Chance chance, Mutant mutant, IntFunction<Follower> followers) {
    this.chance = chance;
    this.mutant = mutant;
    this.followers = followers;
  }

  int delivered() {
    return delivered;
  }

  int doubled() {
    return doubled;
  }

  /** From here on all goes well. */
  void heal() {
    faulty = false;
  }

  /** This incarnation of a split gets the answers to its origin. */
  void register(Split split) {
    splits.put(split.origin(), split);
  }

  /** The port of an endpoint. */
  FrameSender senderOf(Endpoint from, Fuse fuse) {
    return (frame, at, length) -> {
      fuse.burn();
      String fault = FrameHeader.faultOf(frame, at, length);
      if (fault != null) {
        throw new AssertionError("frame not sealed: " + fault);
      }
      Endpoint to = target(from, frame, at);
      if (to == null || to.isDead()) {
        return true;
      }
      Connection connection = connection(from, to);
      if (connection.frames.size() >= MOST_FRAMES || faulty && chance.oneIn(30)) {
        return false;
      }
      byte[] copy = new byte[length];
      System.arraycopy(frame, at, copy, 0, length);
      connection.frames.add(copy);
      fuse.burn();
      return true;
    };
  }

  private Endpoint target(Endpoint from, byte[] frame, int at) {
    FrameType type = FrameHeader.type(frame, at);
    if (type.isToFollower()) {
      return followers.apply(FrameHeader.destination(frame, at));
    }
    if (type.isFromFollower()) {
      return ((Follower) from).answersTo();
    }
    if (!FrameHeader.type(frame, at).isToOrigin()) {
      return from.link(FrameHeader.destination(frame, at));
    }
    long origin = FrameHeader.origin(frame, at);
    return Origin.isPartition(origin) ? from.link(Origin.partition(origin)) : splits.get(origin);
  }

  private Connection connection(Endpoint from, Endpoint to) {
    for (Connection known : connections) {
      if (known.from == from && known.to == to) {
        return known;
      }
    }
    Connection made = new Connection(from, to);
    connections.add(made);
    return made;
  }

  boolean isEmpty() {
    for (Connection connection : connections) {
      if (!connection.frames.isEmpty()) {
        return false;
      }
    }
    return true;
  }

  /** Some connection on which frames wait, as a place for {@link #deliver}; -1 if there is none. */
  int anyWaiting() {
    int from = connections.isEmpty() ? 0 : chance.below(connections.size());
    for (int i = 0; i < connections.size(); i++) {
      int at = (from + i) % connections.size();
      if (!connections.get(at).frames.isEmpty()) {
        return at;
      }
    }
    return -1;
  }

  Endpoint receiverAt(int connection) {
    return connections.get(connection).to;
  }

  /** Hands over the first frame of a connection. */
  void deliver(int at) {
    Connection connection = connections.get(at);
    byte[] frame = connection.frames.poll();
    Endpoint to = connection.to;
    if (to.isDead()) {
      return;
    }
    if (to instanceof Follower follower) {
      follower.hears(connection.from);
    }
    boolean twice = faulty && chance.oneIn(25);
    deliver(frame.clone(), to);
    if (twice && !to.isDead()) {
      doubled++;
      deliver(frame, to);
    }
  }

  private void deliver(byte[] frame, Endpoint to) {
    delivered++;
    Tampering.with(frame, to, mutant);
    to.deliver(frame);
  }

  /** Hands over all that is on its way from one endpoint to another. */
  void drain(Endpoint from, Endpoint to) {
    for (int at = 0; at < connections.size(); at++) {
      Connection connection = connections.get(at);
      while (connection.from == from && connection.to == to && !connection.frames.isEmpty()) {
        deliver(at);
      }
    }
  }

  /** Loses all that is on its way between two endpoints. */
  void drop(Endpoint one, Endpoint other) {
    for (Connection connection : connections) {
      if (connection.from == one && connection.to == other
          || connection.from == other && connection.to == one) {
        connection.frames.clear();
      }
    }
  }

  /** Loses all that is on its way to the dead, and if wanted all that came from them. */
  void bury(boolean withLastWords) {
    connections.removeIf(
        connection ->
            connection.to.isDead()
                || connection.from.isDead() && (withLastWords || connection.frames.isEmpty()));
  }

  /** All connections end; some frames turn up at whoever owns the partition afterwards. */
  List<byte[]> clear() {
    List<byte[]> lost = new ArrayList<>();
    for (Connection connection : connections) {
      lost.addAll(connection.frames);
    }
    connections.clear();
    return lost;
  }

  /** A frame out of the past arrives. */
  void stray(byte[] frame, List<Owner> owners) {
    FrameType type = FrameHeader.type(frame, 0);
    long origin = FrameHeader.origin(frame, 0);
    if (type.isToFollower()) {
      Follower follower = followers.apply(FrameHeader.destination(frame, 0));
      if (follower != null) {
        follower.deliver(frame);
      }
    } else if (!type.isToOrigin()) {
      owners.get(FrameHeader.destination(frame, 0)).deliver(frame);
    } else if (Origin.isPartition(origin)) {
      owners.get(Origin.partition(origin)).deliver(frame);
    } else {
      splits.get(origin).deliver(frame);
    }
  }
}
