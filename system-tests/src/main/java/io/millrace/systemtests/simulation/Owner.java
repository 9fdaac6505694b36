package io.millrace.systemtests.simulation;

import io.millrace.functions.Settings;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.frame.FrameType;
import io.millrace.runtime.metrics.Counters;
import io.millrace.runtime.partition.Partition;
import io.millrace.runtime.partition.PartitionPorts;
import io.millrace.runtime.partition.PartitionSettings;
import io.millrace.runtime.replication.FollowerLink;
import io.millrace.runtime.replication.ReplicatedJournal;
import io.millrace.runtime.transport.FrameSender;
import java.util.Arrays;
import java.util.Map;

/** One incarnation of a partition: the real engine over ports that fail. */
final class Owner extends Endpoint {
  private final int term;
  private final SimulatedJournal journal;
  private final ReplicatedJournal replicated;
  private final SimulatedCalls calls;
  private final SimulatedClock clock;
  private final Fuse fuse;
  private final Partition partition;
  private final PartitionSettings settings;
  private final FrameSender sender;
  private FollowerLink link;
  private int links;
  private boolean zombie;
  private boolean slow;
  private final long[] acked;
  private int freedBy = -1;
  private long freedEpoch;
  private int checked;

  /**
   * @param followed whether it has a follower
   * @param required whether that one is required from the start
   */
  Owner(
      PartitionSettings settings,
      SimulatedJournal journal,
      boolean followed,
      boolean required,
      Fuse fuse,
      SimulatedSnapshots snapshots,
      Network network,
      SimulatedClock clock,
      Chance chance) {
    super(settings.partitions());
    this.acked = new long[settings.partitions()];
    Arrays.fill(acked, 1);
    this.term = settings.term();
    this.settings = settings;
    this.journal = journal;
    this.sender = network.senderOf(this, fuse);
    if (followed) {
      follow();
    }
    this.replicated =
        required
            ? new ReplicatedJournal(journal, link::ackedOffset)
            : new ReplicatedJournal(journal);
    this.fuse = fuse;
    this.clock = clock;
    this.calls = new SimulatedCalls(chance);
    this.partition =
        new Partition(
            settings,
            Workload.PLAN,
            new PartitionPorts(replicated, snapshots.storeOf(fuse), sender, clock, calls),
            new Counters());
    partition.digests().begin();
  }

  void recover() {
    partition.recover(Settings.of(Map.of()));
  }

  int number() {
    return partition.number();
  }

  int term() {
    return term;
  }

  Partition partition() {
    return partition;
  }

  SimulatedJournal journal() {
    return journal;
  }

  /** Its journal as it sees it: not all of it may be stable. */
  ReplicatedJournal replicated() {
    return replicated;
  }

  /** Starts to copy its journal to a new follower. */
  void follow() {
    if (link != null) {
      link.close();
    }
    link =
        new FollowerLink(
            settings.stamp(),
            settings.partition(),
            ++links,
            journal,
            () -> replicated.stableOffset(),
            sender,
            600);
  }

  /** The link to its follower; null if there is none. */
  FollowerLink link() {
    return link;
  }

  /** Sends up to so many entries to its follower. */
  int copy(int mostEntries) {
    return link == null ? 0 : link.work(clock.nanoTime(), mostEntries);
  }

  SimulatedCalls calls() {
    return calls;
  }

  SimulatedClock clock() {
    return clock;
  }

  Fuse fuse() {
    return fuse;
  }

  /** Whether it was replaced and does not know. */
  boolean isZombie() {
    return zombie;
  }

  void becomeZombie() {
    zombie = true;
  }

  boolean isSlow() {
    return slow;
  }

  /** Whether it works and receives only now and then. */
  void slow(boolean now) {
    slow = now;
  }

  /** How many entries were compared with the partition's history. */
  int checked() {
    return checked;
  }

  void checked(int entries) {
    checked = entries;
  }

  /** The partition whose ack freed something here since this was asked last; -1 if none did. */
  int takeFreedBy() {
    int by = freedBy;
    freedBy = -1;
    return by;
  }

  /** In which epoch the last frame was journaled of which an ack freed it here. */
  long freedEpoch() {
    return freedEpoch;
  }

  @Override
  void deliver(byte[] frame) {
    if (FrameHeader.type(frame, 0).isFromFollower()) {
      if (link != null) {
        link.onFrame(frame, 0, clock.nanoTime());
      }
      return;
    }
    if (FrameHeader.type(frame, 0) == FrameType.ACK) {
      int from = FrameHeader.destination(frame, 0);
      if (FrameHeader.firstSequence(frame, 0) > acked[from]) {
        acked[from] = FrameHeader.firstSequence(frame, 0);
        freedBy = from;
        freedEpoch = FrameHeader.epoch(frame, 0);
      }
    }
    partition.onFrame(frame, 0, FrameHeader.length(frame, 0));
  }

  @Override
  void disconnected(int destination) {
    partition.disconnected(destination);
  }

  @Override
  int work() {
    return partition.work(clock.nanoTime());
  }
}
