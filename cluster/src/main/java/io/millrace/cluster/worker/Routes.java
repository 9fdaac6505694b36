package io.millrace.cluster.worker;

import io.millrace.cluster.control.PartitionPlace;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.frame.FrameType;
import io.millrace.runtime.frame.Origin;
import io.millrace.transport.Peer;
import java.util.List;
import java.util.function.Function;

/**
 * Where the frames of an application go, by one table. Immutable.
 *
 * <p>An origin that is no partition lives with its home partition, on the worker that owns it: so
 * everybody knows where to answer.
 */
final class Routes {
  /** No slot of this worker. */
  static final int ELSEWHERE = -1;

  private final int[] slots;
  private final boolean[] ownedHere;
  private final boolean[] followedHere;
  private final Peer[] owners;
  private final Peer[] followers;

  /**
   * Routes.
   *
   * @param self this worker
   * @param slots by partition: the slot that runs it or its copy here, or {@link #ELSEWHERE}
   * @param peers others by name
   */
  Routes(String self, List<PartitionPlace> places, int[] slots, Function<String, Peer> peers) {
    int count = places.size();
    this.slots = slots.clone();
    this.ownedHere = new boolean[count];
    this.followedHere = new boolean[count];
    this.owners = new Peer[count];
    this.followers = new Peer[count];
    for (PartitionPlace place : places) {
      int p = place.partition();
      ownedHere[p] = self.equals(place.owner());
      followedHere[p] = self.equals(place.follower());
      owners[p] = place.owner() == null || ownedHere[p] ? null : peers.apply(place.owner());
      followers[p] =
          place.follower() == null || followedHere[p] ? null : peers.apply(place.follower());
    }
  }

  /** The partition at whose place a frame is wanted. */
  private int partitionOf(FrameType type, byte[] frame, int at) {
    return type.isToOrigin()
        ? Origin.home(FrameHeader.origin(frame, at), slots.length)
        : FrameHeader.destination(frame, at);
  }

  /** The slot here for a frame that leaves a slot of this worker, or {@link #ELSEWHERE}. */
  int slotOf(byte[] frame, int at) {
    FrameType type = FrameHeader.type(frame, at);
    int partition = partitionOf(type, frame, at);
    boolean here = type.isToFollower() ? followedHere[partition] : ownedHere[partition];
    return here ? slots[partition] : ELSEWHERE;
  }

  /** The worker for a frame that goes elsewhere, or null if nobody is there at present. */
  Peer peerOf(byte[] frame, int at) {
    FrameType type = FrameHeader.type(frame, at);
    int partition = partitionOf(type, frame, at);
    return type.isToFollower() ? followers[partition] : owners[partition];
  }

  /**
   * The slot for a frame that arrived from another worker, whose table may be newer than ours: the
   * one where the partition is, whatever it is there.
   */
  int slotOfArrived(byte[] frame, int at) {
    FrameType type = FrameHeader.type(frame, at);
    if (type == null) {
      return ELSEWHERE;
    }
    int partition = partitionOf(type, frame, at);
    return partition < 0 || partition >= slots.length ? ELSEWHERE : slots[partition];
  }

  /** Whether this worker owns a partition. */
  boolean isOwnedHere(int partition) {
    return ownedHere[partition];
  }

  /** The slot that runs a partition here, or its copy; {@link #ELSEWHERE} if none does. */
  int slotOf(int partition) {
    return slots[partition];
  }

  /** Whether a worker owns a partition. */
  boolean isOwnedBy(int partition, Peer peer) {
    return owners[partition] == peer;
  }

  /** Whether a partition is copied from or to this worker. */
  boolean isCopyPartner(int partition, Peer peer) {
    return ownedHere[partition] && followers[partition] == peer
        || followedHere[partition] && owners[partition] == peer;
  }
}
