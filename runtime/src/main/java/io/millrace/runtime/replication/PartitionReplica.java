package io.millrace.runtime.replication;

import io.millrace.functions.Settings;
import io.millrace.runtime.channel.FrameStamp;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.frame.FrameType;
import io.millrace.runtime.journal.Journal;
import io.millrace.runtime.journal.ReadableJournal;
import io.millrace.runtime.partition.Partition;
import io.millrace.runtime.snapshot.SnapshotId;
import io.millrace.runtime.snapshot.SnapshotStore;
import io.millrace.runtime.transport.FrameSender;
import java.util.Optional;

/**
 * One partition on one worker: its owner's side or its follower's. A follower folds along what its
 * owner says is stable, so that it can be promoted at once. Opened by any one thread (loads a
 * snapshot, may take long), then used by its slot's thread alone.
 */
public final class PartitionReplica implements AutoCloseable {
  private static final int ENTRIES_PER_TURN = 64;

  /** Makes the partition, which is not recovered yet. */
  @FunctionalInterface
  public interface Maker {
    /**
     * Makes a partition.
     *
     * @param term of the owner: of a follower, of the one that it follows
     * @param journal the partition's port to its journal
     */
    Partition make(int term, Journal journal);
  }

  private final int number;
  private final Journal copy;
  private final SnapshotStore snapshots;
  private final FrameSender sender;
  private final int frameBytes;
  private final Partition partition;

  /** Waits for the follower. */
  private final ReplicatedJournal journal;

  /** Waits for the mirror behind it, if there is to be one; else the same. */
  private final ReplicatedJournal stable;

  private volatile long mirrored;
  private volatile FrameStamp stamp;
  private volatile boolean owner;

  // the owner's side
  private FollowerLink link;
  private SnapshotSender outgoing;
  private int links;
  private ProgressTeller teller;
  private DigestTeller digestTeller;
  private boolean followerInSync;

  // the follower's side
  private FollowerJournal follower;
  private Progress progress;
  private DigestCheck check;
  private SnapshotReceiver incoming;
  private volatile boolean needsReopening;
  private String noStart;

  private PartitionReplica(
      FrameStamp stamp,
      int number,
      Journal copy,
      SnapshotStore snapshots,
      Maker maker,
      FrameSender sender,
      int frameBytes,
      boolean owner,
      boolean inSync,
      boolean awaitsMirror) {
    this.stamp = stamp;
    this.number = number;
    this.copy = copy;
    this.snapshots = snapshots;
    this.sender = sender;
    this.frameBytes = frameBytes;
    this.owner = owner;
    if (owner) {
      link = inSync ? newLink() : null;
      followerInSync = inSync;
      journal =
          inSync ? new ReplicatedJournal(copy, link::ackedOffset) : new ReplicatedJournal(copy);
      stable = awaitsMirror ? new ReplicatedJournal(journal, this::mirroredOffset) : journal;
    } else {
      follower = new FollowerJournal(stamp, number, copy);
      journal = new ReplicatedJournal(copy, follower::stableOffset);
      stable = awaitsMirror ? new ReplicatedJournal(journal) : journal;
    }
    partition = maker.make(stamp.term(), stable);
    if (owner) {
      newTellers();
      if (inSync) {
        partition.digests().begin();
        outgoing = newSnapshotSender();
        journal.keepFrom(link::neededOffset);
      }
    } else {
      incoming = new SnapshotReceiver(stamp, number, snapshots);
      progress = new Progress(partition.partitions());
      check = new DigestCheck(number, partition.digests());
      partition.digests().begin();
      journal.keepFrom(progress::ownersStart);
    }
  }

  /**
   * The owner's side.
   *
   * @param stamp with the owner's term
   * @param copy opened for that term
   * @param snapshots where the partition's are, for followers that need one
   * @param frameBytes about the size of a frame of entries
   * @param inSync whether the coordinator has written down that a follower may be promoted: nothing
   *     is stable before that one has answered
   * @param awaitsMirror whether nothing is stable before {@link #mirrored} has said so
   */
  public static PartitionReplica owner(
      FrameStamp stamp,
      int partition,
      Journal copy,
      SnapshotStore snapshots,
      Maker maker,
      Settings userSettings,
      FrameSender sender,
      int frameBytes,
      boolean inSync,
      boolean awaitsMirror) {
    PartitionReplica replica =
        new PartitionReplica(
            stamp,
            partition,
            copy,
            snapshots,
            maker,
            sender,
            frameBytes,
            true,
            inSync,
            awaitsMirror);
    replica.partition.recover(userSettings);
    return replica;
  }

  /**
   * The follower's side. If there is nothing here that it can start from, it takes entries, but
   * folds them only once it has got a snapshot of the owner's.
   *
   * @param stamp with the highest term of an owner that was ever heard of here: of a replica that
   *     was closed to be opened again, its {@link #term}
   * @param copy this worker's copy of the journal, empty at first
   * @param snapshots where the partition's are, and where one of the owner's is put
   * @param awaitsMirror as in {@link #owner}, once it is promoted
   */
  public static PartitionReplica follower(
      FrameStamp stamp,
      int partition,
      Journal copy,
      SnapshotStore snapshots,
      Maker maker,
      Settings userSettings,
      FrameSender sender,
      int frameBytes,
      boolean awaitsMirror) {
    PartitionReplica replica =
        new PartitionReplica(
            stamp,
            partition,
            copy,
            snapshots,
            maker,
            sender,
            frameBytes,
            false,
            false,
            awaitsMirror);
    replica.follow(userSettings);
    return replica;
  }

  private void follow(Settings userSettings) {
    noStart = partition.follow(userSettings);
    follower.onCopied(this::copied, noStart == null ? partition.foldedOffset() : 0);
    if (noStart != null) {
      follower.needSnapshot(usefulSnapshot());
    }
  }

  /**
   * The least offset of a snapshot that may help: where the copy starts, or later than of the one
   * here, which does not.
   */
  private long usefulSnapshot() {
    return snapshots.list(number).stream()
        .mapToLong(SnapshotId::offset)
        .filter(offset -> offset >= copy.startOffset() && offset <= copy.endOffset())
        .map(offset -> offset + 1)
        .max()
        .orElse(copy.startOffset());
  }

  public boolean isOwner() {
    return owner;
  }

  /** The owner's term; of a follower, the highest that it has heard of. */
  public int term() {
    return owner ? stamp.term() : follower.term();
  }

  /**
   * To an owner: what the newest table says of its follower; may be said again and again. A
   * follower that takes the place of another is a new one: first it is said that there is none.
   *
   * @param present whether there is one. If it is not in sync, the journal is copied to it; once it
   *     is caught up, nothing is stable before it has it
   * @param inSync whether it is written down that it may be promoted
   */
  public void follower(boolean present, boolean inSync) {
    if (!owner) {
      return;
    }
    if (!present || followerInSync && !inSync) {
      followerInSync = false;
      journal.free();
      stopCopying();
    }
    if (!present) {
      return;
    }
    if (link == null) {
      link = newLink();
      outgoing = newSnapshotSender();
      partition.digests().begin();
      journal.keepFrom(link::neededOffset);
    }
    if (inSync && !journal.isRequired()) {
      journal.require(link::ackedOffset);
    }
    followerInSync = inSync;
  }

  private void newTellers() {
    teller = new ProgressTeller(stamp, partition, stable);
    digestTeller = new DigestTeller(stamp, number, partition.digests());
  }

  private FollowerLink newLink() {
    return new FollowerLink(stamp, number, ++links, copy, this::stableOffset, sender, frameBytes);
  }

  private SnapshotSender newSnapshotSender() {
    return new SnapshotSender(stamp, partition, link.number(), snapshots, sender, frameBytes);
  }

  private long stableOffset() {
    return stable.stableOffset();
  }

  private long mirroredOffset() {
    return mirrored;
  }

  /**
   * To an owner: all entries below an offset survive the loss of all hosts, too. For any thread,
   * one at a time.
   */
  public void mirrored(long offset) {
    mirrored = offset;
  }

  private void stopCopying() {
    if (link != null) {
      outgoing.close();
      link.close();
      link = null;
    }
    partition.digests().end();
    journal.keepFrom(() -> Long.MAX_VALUE);
  }

  /** To a follower: the coordinator named another owner with this term. */
  public void term(int term) {
    if (!owner) {
      follower.term(term);
    }
  }

  /**
   * The follower is the owner from here on, with all that its copy has: no snapshot is loaded, and
   * nothing is folded again.
   *
   * @param term of the new owner
   * @param followerPresent as in {@link #follower}
   * @param inSync as in {@link #follower}
   * @throws IllegalStateException if it cannot be the owner; such a follower was never in sync
   */
  public void promote(int term, boolean followerPresent, boolean inSync) {
    if (owner || needsReopening || noStart != null || term < follower.term()) {
      term(term); // whoever is named the owner throws nothing away
      throw new IllegalStateException(
          "replica cannot be promoted: partition="
              + number
              + ", owner="
              + owner
              + ", term="
              + term
              + ", known term="
              + term()
              + ", waits for a snapshot="
              + (noStart != null)
              + ", is to be opened again="
              + needsReopening
              + "; only a follower in sync may become the owner");
    }
    if (stable != journal) {
      stable.require(this::mirroredOffset); // what the former owner said remains so
    }
    stamp = stamp.withTerm(term);
    owner = true;
    follower = null;
    progress = null;
    check = null;
    incoming = null;
    newTellers();
    journal.keepFrom(() -> Long.MAX_VALUE);
    follower(followerPresent, inSync);
    if (followerInSync) {
      journal.require(link::ackedOffset); // no longer what the former owner said
    } else {
      journal.free();
    }
    partition.promote(term);
  }

  /**
   * Takes any frame for this partition.
   *
   * @param nowNs the clock's nanoTime
   */
  public void onFrame(byte[] frame, int at, int length, long nowNs) {
    FrameType type = FrameHeader.type(frame, at);
    if (type.isFromFollower()) {
      if (link != null) {
        onAnswer(type, frame, at, nowNs);
      }
    } else if (type.isToFollower()) {
      if (!owner && !needsReopening) {
        onOwner(type, frame, at);
      }
    } else if (owner) {
      partition.onFrame(frame, at, length);
    }
  }

  private void onAnswer(FrameType type, byte[] frame, int at, long nowNs) {
    if (type == FrameType.SNAPSHOT_TAKEN) {
      outgoing.onFrame(frame, at, nowNs);
      return;
    }
    link.onFrame(frame, at, nowNs);
    if (type == FrameType.COPY_FROM) {
      teller.again();
    }
  }

  private void onOwner(FrameType type, byte[] frame, int at) {
    if (type == FrameType.CUT) {
      partition.stopReading();
    }
    boolean heard = follower.onFrame(frame, at);
    if (heard && type == FrameType.PROGRESS && noStart == null) {
      progress.onFrame(frame, at);
    } else if (heard && type == FrameType.DIGEST && noStart == null) {
      check.onFrame(frame, at);
    } else if (heard && type == FrameType.SNAPSHOT && noStart != null) {
      incoming.onFrame(frame, at);
    }
    if (follower.wasCut() || follower.isToStartOver()) {
      needsReopening = true;
    }
  }

  /** An entry stands in the copy. */
  private void copied(byte[] frame, int at, int length) {
    if (noStart != null) {
      return;
    }
    boolean otherCode =
        FrameHeader.type(frame, at) == FrameType.DEPLOY
            && FrameHeader.codeVersion(frame, at) != stamp.codeVersion();
    if (otherCode) {
      noStart = "other code was deployed";
      follower.needSnapshot(copy.endOffset());
    } else {
      partition.copied(frame, at, length);
    }
  }

  /**
   * One turn.
   *
   * @param nowNs the clock's nanoTime
   * @param drained as in {@link Partition#work(long, boolean)}
   * @return how much was done; 0 if there was nothing to do
   */
  public int work(long nowNs, boolean drained) {
    return owner ? lead(nowNs, drained) : follow(nowNs, drained);
  }

  private int lead(long nowNs, boolean drained) {
    int work = partition.work(nowNs, drained);
    if (link == null) {
      return work;
    }
    work += link.work(nowNs, ENTRIES_PER_TURN);
    if (link.isFollowerUseless() && !followerInSync && !journal.isCovered()) {
      // it was never covered, so nobody can have written down that it is in sync
      journal.free();
      link.startOver();
    }
    if (link.phase() == FollowerLink.Phase.COPYING) {
      work += teller.work(nowNs, link.number(), sender);
      work += digestTeller.work(link.number(), sender);
      work += sendSnapshotIfNeeded(nowNs);
      if (!journal.isRequired() && !link.isFollowerUseless() && link.isAllSent()) {
        journal.require(link::ackedOffset);
      }
    }
    return work;
  }

  private int sendSnapshotIfNeeded(long nowNs) {
    if (!link.isFollowerUseless()) {
      outgoing.close();
      return 0;
    }
    return outgoing.work(nowNs, link.neededSnapshot(), link.ackedOffset());
  }

  private int follow(long nowNs, boolean drained) {
    if (needsReopening) {
      return 0;
    }
    int work = follower.work(sender);
    if (noStart == null) {
      work += progress.work(partition);
      work += partition.work(nowNs, drained);
      if (!check.isSame()) {
        // The copy is as good as before. What was made of it is not: the owner's is asked for.
        noStart = "it " + check.divergence();
        follower.needSnapshot(copy.endOffset());
      }
    } else {
      work += incoming.work(nowNs, sender);
      needsReopening |= incoming.isDone();
    }
    return work;
  }

  /** The connection to the other side, follower or owner, was lost with all that was on it. */
  public void disconnected() {
    if (link != null) {
      link.disconnected();
    }
  }

  /**
   * To an owner: whether its follower has all that was ever stable, folds it, and is waited for.
   */
  public boolean isCovered() {
    return owner && journal.isCovered() && !link.isFollowerUseless();
  }

  /**
   * To an owner: whether its follower lacks entries that were deleted here, though it may be
   * promoted, so that it must not lose its copy. No life of a worker that lost nothing of its disk
   * gets there.
   */
  public boolean isFollowerBehind() {
    return link != null && link.phase() == FollowerLink.Phase.BEHIND;
  }

  /** To an owner: the snapshot that its follower gets at present. */
  public Optional<SnapshotId> sending() {
    return Optional.ofNullable(link == null ? null : outgoing.sending());
  }

  /** To a follower: why it does not fold its copy and waits for a snapshot, or null. */
  public String waitsForSnapshot() {
    return owner ? null : noStart;
  }

  /** To a follower: where it folded otherwise than its owner, if it did. */
  public Optional<Divergence> divergence() {
    return Optional.ofNullable(check == null ? null : check.divergence());
  }

  /** To a follower: how many epochs it has compared with its owner. */
  long comparedEpochs() {
    return check == null ? 0 : check.compared();
  }

  /**
   * Whether this is a follower whose copy was cut or is of no use, or that has got a snapshot: it
   * is to be closed and opened again, and takes nothing until then. For any thread.
   */
  public boolean needsReopening() {
    return needsReopening;
  }

  /** The partition; a follower's folds along. */
  public Partition partition() {
    return partition;
  }

  /** The journal for readers: gives stable entries only. */
  public Journal journal() {
    return stable;
  }

  /** The journal for whoever mirrors it: gives entries that are stable but for that. */
  public ReadableJournal journalToMirror() {
    return journal;
  }

  /** How it stands, for people. */
  @Override
  public String toString() {
    return (owner ? "owner" : "follower")
        + ", term="
        + term()
        + ", partition="
        + partition.phase()
        + ", stable="
        + stable.stableOffset()
        + (link == null ? "" : ", copying=" + link.phase() + " up to " + link.ackedOffset())
        + sending().map(id -> ", sends snapshot=" + id.offset()).orElse("")
        + (waitsForSnapshot() == null ? "" : ", waits for a snapshot since " + noStart)
        + (needsReopening ? ", is to be opened again" : "");
  }

  /**
   * Closes the partition and its journal. Waits for the disk: a copy that is of no use is thrown
   * away before.
   */
  @Override
  public void close() {
    if (link != null) {
      outgoing.close();
      link.close();
    }
    try {
      if (!owner) {
        incoming.abort();
        startOverIfTold();
      }
    } finally {
      partition.close();
    }
  }

  private void startOverIfTold() {
    if (follower.isToStartOver()) {
      partition.stopReading();
      follower.startOver();
      snapshots.list(number).forEach(snapshots::delete);
    }
  }
}
