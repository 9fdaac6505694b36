package io.millrace.runtime.replication;

import io.millrace.runtime.Clock;
import io.millrace.runtime.channel.FrameStamp;
import io.millrace.runtime.frame.Origin;
import io.millrace.runtime.journal.Journal;
import io.millrace.runtime.journal.MemoryJournal;
import io.millrace.runtime.metrics.Counters;
import io.millrace.runtime.partition.AsyncCalls;
import io.millrace.runtime.partition.Partition;
import io.millrace.runtime.partition.PartitionPorts;
import io.millrace.runtime.partition.PartitionSettings;
import io.millrace.runtime.plan.ApplicationPlan;
import io.millrace.runtime.snapshot.MemorySnapshotStore;
import io.millrace.runtime.snapshot.SnapshotId;
import io.millrace.runtime.transport.FrameSender;
import java.util.function.LongSupplier;

/** A worker that may hold partition 0: its disk, and the replica that it runs by its table. */
final class Site {
  static final int NOBODY = -1;
  private static final int FRAME_BYTES = 600;

  /** Where partition 0 is. */
  record Table(int revision, int term, int owner, int follower, boolean inSync) {}

  final int number;
  final MemoryJournal disk =
      new MemoryJournal() {
        @Override
        public synchronized void release(long offset) {
          super.release(Math.min(offset, endOffset() - 1)); // as on disk, the last entry stays
        }
      };
  final MemorySnapshotStore snapshots = new MemorySnapshotStore();
  private final FrameSender sender;
  private final Clock clock;
  private final LongSupplier floor;
  private final int codeVersion;
  private PartitionReplica replica;
  private ApplicationPlan plan = CountingApp.PLAN;
  private Table table = new Table(0, 0, NOBODY, NOBODY, false);
  private boolean down;
  private boolean awaitsMirror;
  private int startsOver;
  private long comparedBefore;
  private int snapshotsTaken;

  Site(int number, int codeVersion, FrameSender sender, Clock clock, LongSupplier floor) {
    this.number = number;
    this.codeVersion = codeVersion;
    this.sender = sender;
    this.clock = clock;
    this.floor = floor;
  }

  /** What it opens from now on runs this. */
  void plan(ApplicationPlan next) {
    plan = next;
  }

  /** As an owner it waits for a mirror from now on. */
  void awaitMirror() {
    awaitsMirror = true;
  }

  /** The mirror has all that it waits for; returns where that ends. */
  long mirror() {
    long end = replica.journalToMirror().stableOffset();
    replica.mirrored(end);
    return end;
  }

  PartitionReplica replica() {
    return replica;
  }

  Table table() {
    return table;
  }

  /** How often its copy was thrown away. */
  int startsOver() {
    return startsOver;
  }

  /** How many epochs it has compared with owners. */
  long comparedEpochs() {
    return comparedBefore + (replica == null ? 0 : replica.comparedEpochs());
  }

  /** How many snapshots of an owner's it has begun from. */
  int snapshotsTaken() {
    return snapshotsTaken;
  }

  boolean isDown() {
    return down;
  }

  boolean isOwner() {
    return replica != null && replica.isOwner();
  }

  boolean isFollower() {
    return replica != null && !replica.isOwner();
  }

  /** It learns where the partition is. */
  void tell(Table next) {
    Table before = table;
    table = next;
    if (!down) {
      settle(before);
    }
  }

  private void settle(Table before) {
    boolean owns = table.owner == number;
    boolean follows = table.follower == number;
    if (replica != null && (!owns && !follows || isFormerOwner(owns))) {
      close();
    }
    if (replica == null) {
      if (owns || follows) {
        open(table.term);
      }
    } else if (owns && replica.isOwner()) {
      if (before.follower != table.follower) {
        replica.follower(false, false);
      }
      replica.follower(table.follower != NOBODY, table.inSync);
    } else if (owns) {
      replica.promote(table.term, table.follower != NOBODY, table.inSync);
    } else {
      replica.term(table.term);
    }
  }

  private boolean isFormerOwner(boolean owns) {
    return replica.isOwner() && (!owns || replica.term() != table.term);
  }

  private void open(int term) {
    FrameStamp stamp =
        new FrameStamp(CountingApp.APPLICATION, Origin.ofPartition(0), term, 0, codeVersion);
    if (table.owner == number) {
      replica =
          PartitionReplica.owner(
              stamp,
              0,
              disk,
              snapshots,
              this::made,
              CountingApp.SETTINGS,
              sender,
              FRAME_BYTES,
              table.inSync,
              awaitsMirror);
      replica.follower(table.follower != NOBODY, table.inSync);
    } else {
      replica =
          PartitionReplica.follower(
              stamp,
              0,
              disk,
              snapshots,
              this::made,
              CountingApp.SETTINGS,
              sender,
              FRAME_BYTES,
              awaitsMirror);
    }
  }

  private Partition made(int term, Journal journal) {
    Partition partition =
        new Partition(
            PartitionSettings.of(
                    CountingApp.APPLICATION, 0, CountingApp.PARTITIONS, term, 0, codeVersion)
                .withChannels(CountingApp.SIZES),
            plan,
            new PartitionPorts(journal, snapshots, sender, clock, AsyncCalls.immediate()),
            new Counters());
    // a follower keeps what its owner keeps, and asks nobody else
    partition.retentionFloor(() -> isFollower() ? Long.MAX_VALUE : floor.getAsLong());
    return partition;
  }

  private void close() {
    comparedBefore += replica.comparedEpochs();
    replica.close();
    replica = null;
  }

  /** Does what a replica asks for whose copy was cut. */
  boolean reopenIfAsked() {
    if (replica == null || !replica.needsReopening()) {
      return false;
    }
    int heard = replica.term();
    boolean waited = replica.waitsForSnapshot() != null;
    long start = disk.startOffset();
    close();
    boolean thrownAway = disk.startOffset() > start;
    open(Math.max(heard, table.term));
    startsOver += thrownAway ? 1 : 0;
    snapshotsTaken += waited && replica.waitsForSnapshot() == null ? 1 : 0;
    return true;
  }

  /** How it stands, for people. */
  String describe() {
    return "site "
        + number
        + ": disk="
        + disk.startOffset()
        + ".."
        + disk.endOffset()
        + ", snapshots="
        + snapshots.list(0).stream().map(SnapshotId::offset).toList()
        + ", "
        + (replica == null ? "absent" : replica);
  }

  /** It gets another disk. */
  void loseDisk() {
    disk.startOver(0);
    snapshots.list(0).forEach(snapshots::delete);
  }

  /** Its process dies; the disk stays as it is. */
  void crash() {
    replica = null;
    down = true;
  }

  /** Its process begins again, with the newest table. */
  void start(Table newest) {
    down = false;
    table = newest;
    settle(newest);
  }

  void onFrame(byte[] frame, long nowNs) {
    if (replica != null) {
      replica.onFrame(frame, 0, frame.length, nowNs);
    }
  }

  int work(long nowNs) {
    return replica == null ? 0 : replica.work(nowNs, true);
  }
}
