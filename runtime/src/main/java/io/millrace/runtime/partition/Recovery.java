package io.millrace.runtime.partition;

import io.millrace.functions.ByteInput;
import io.millrace.functions.ByteOutput;
import io.millrace.runtime.channel.InboundChannels;
import io.millrace.runtime.channel.Outbound;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.frame.FrameType;
import io.millrace.runtime.frame.Origin;
import io.millrace.runtime.journal.Journal;
import io.millrace.runtime.journal.JournalException;
import io.millrace.runtime.plan.ApplicationPlan;
import io.millrace.runtime.plan.OlderCodecs;
import io.millrace.runtime.snapshot.SnapshotException;
import io.millrace.runtime.snapshot.SnapshotId;
import io.millrace.runtime.snapshot.SnapshotInput;
import io.millrace.runtime.state.PartitionState;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Brings a new partition to where its newest snapshot was, and finds out what its journal holds
 * behind it: how far each channel is, the last epoch, the last time.
 */
final class Recovery {
  /** The version of the first chunk. */
  static final int META_VERSION = 1;

  private final PartitionSettings settings;
  private final ApplicationPlan plan;
  private final OlderCodecs older;
  private final PartitionPorts ports;
  private final EntryLog log;
  private final InboundChannels channels;
  private final Outbound outbound;
  private final PartitionState state;
  private final Fold fold;
  private final Deque<Inbox.Unstable> unstable = new ArrayDeque<>();
  private long foldedOffset;
  private boolean otherCodeFollows;

  /** Of DEPLOY entries no later than this it is known that nobody folds by them any more. */
  private long endedMs = Long.MIN_VALUE;

  Recovery(
      PartitionSettings settings,
      ApplicationPlan plan,
      OlderCodecs older,
      PartitionPorts ports,
      EntryLog log,
      InboundChannels channels,
      Outbound outbound,
      PartitionState state,
      Fold fold) {
    this.settings = settings;
    this.plan = plan;
    this.older = older;
    this.ports = ports;
    this.log = log;
    this.channels = channels;
    this.outbound = outbound;
    this.state = state;
    this.fold = fold;
  }

  /** Restores and scans; returns the snapshot that was restored, or null. */
  SnapshotId run() {
    SnapshotId snapshot = restoreAndScan();
    checkCode();
    return snapshot;
  }

  /** As {@link #run}, for code that need not be the one that folded the entries first. */
  SnapshotId runRehearsal() {
    SnapshotId snapshot = restoreAndScan();
    log.deployed(settings.codeVersion());
    return snapshot;
  }

  private SnapshotId restoreAndScan() {
    SnapshotId snapshot = choose();
    if (snapshot != null) {
      restore(snapshot);
    }
    ports.journal().scan(foldedOffset, this::scanned);
    return snapshot;
  }

  /**
   * As {@link #run}, for a partition that follows.
   *
   * @throws JournalException if there is nothing to start from, or other code than this one folded
   *     what comes
   */
  SnapshotId runFollowing() {
    SnapshotId snapshot = choose();
    if (snapshot != null) {
      restore(snapshot);
    }
    boolean otherCode = isOtherCodeDeployed();
    ports.journal().scan(foldedOffset, this::scanned);
    if (otherCode || otherCodeFollows) {
      throw new JournalException(
          "copy holds what other code folded: partition="
              + settings.partition()
              + ", code version="
              + settings.codeVersion());
    }
    return snapshot;
  }

  /** Only the code that folded an entry first may fold it again: it sends the same records. */
  private void checkCode() {
    long left = ports.journal().endOffset() - foldedOffset;
    if (isOtherCodeDeployed() && left > 0) {
      throw new JournalException(
          "application was not stopped in order before its code was changed: partition="
              + settings.partition()
              + ", records to replay="
              + left
              + ", written by code version="
              + log.deployed()
              + "; start it once more with the former jar, stop it (Ctrl-C), then start this one");
    }
  }

  private boolean isOtherCodeDeployed() {
    return log.deployed() != EntryLog.NO_CODE && log.deployed() != settings.codeVersion();
  }

  /** All entries below this are in the restored state. */
  long foldedOffset() {
    return foldedOffset;
  }

  /** What is journaled and not stable yet, in order: to be acked when it is. */
  Deque<Inbox.Unstable> unstable() {
    return unstable;
  }

  private SnapshotId choose() {
    Journal journal = ports.journal();
    List<SnapshotId> all = ports.snapshots().list(settings.partition());
    for (int i = all.size() - 1; i >= 0; i--) {
      SnapshotId id = all.get(i);
      if (id.offset() <= journal.endOffset() && id.offset() >= journal.startOffset()) {
        forgetLater(all.subList(i + 1, all.size()));
        return id;
      }
    }
    if (journal.startOffset() > 0) {
      throw new JournalException(
          "no snapshot to start from: partition="
              + settings.partition()
              + ", journal starts at="
              + journal.startOffset()
              + ", snapshots="
              + all.size()
              + "; restore the snapshots directory from a backup");
    }
    return null;
  }

  /**
   * Snapshots of entries that the journal has lost must not be taken for those of the entries that
   * it gets instead.
   */
  private void forgetLater(List<SnapshotId> later) {
    for (SnapshotId id : later) {
      if (id.offset() > ports.journal().endOffset()) {
        ports.snapshots().delete(id);
      }
    }
  }

  private void restore(SnapshotId id) {
    ByteOutput chunk = new ByteOutput(1 << 16);
    ByteInput in = new ByteInput();
    byte[] meta = null;
    try (SnapshotInput input = ports.snapshots().open(id)) {
      while (input.read(chunk)) {
        in.wrap(chunk.array(), 0, chunk.length());
        int kind = in.readByte();
        if (kind == Snapshotter.META_CHUNK) {
          meta = chunk.toByteArray();
        } else if (kind == Snapshotter.STATE_CHUNK) {
          state.restoreChunk(in);
        } else if (kind == Snapshotter.FILES_CHUNK) {
          state.restoreFiles(in, input);
        } else {
          throw new SnapshotException("unknown chunk: snapshot=" + id + ", kind=" + kind);
        }
      }
    }
    if (meta == null) {
      throw new SnapshotException("first chunk missing: snapshot=" + id);
    }
    StateConversion.run(plan.functions(), state, older, id.codeVersion());
    in.wrap(meta, 1, meta.length - 1);
    loadMeta(in, id);
  }

  /** Writes all of a partition but its state tables, behind version and whether it is the last. */
  static void saveMeta(
      ByteOutput out,
      long foldedOffset,
      EntryLog log,
      InboundChannels channels,
      Outbound outbound,
      int partitions,
      Fold fold) {
    out.writeLong(foldedOffset);
    out.writeLong(log.lastTimeMs());
    out.writeInt(log.deployed());
    out.writeLong(outbound.epoch());
    channels.save(out);
    out.writeInt(partitions);
    for (int p = 0; p < partitions; p++) {
      outbound.channel(p).save(out);
    }
    fold.save(out);
  }

  private void loadMeta(ByteInput in, SnapshotId id) {
    int version = in.readByte();
    if (version != META_VERSION) {
      throw new SnapshotException(
          "unknown version: snapshot="
              + id
              + ", version="
              + version
              + "; this release reads "
              + META_VERSION);
    }
    boolean nothingFoldedBeyond = in.readByte() == 1;
    foldedOffset = in.readLong();
    log.lastTimeMs(in.readLong());
    int deployed = in.readInt();
    if (nothingFoldedBeyond) {
      endedMs = log.lastTimeMs();
    } else {
      log.deployed(deployed);
    }
    long foldEpoch = in.readLong();
    outbound.epoch(foldEpoch);
    log.epoch(foldEpoch);
    channels.load(in, foldEpoch);
    int partitions = in.readInt();
    if (partitions != settings.partitions()) {
      throw new SnapshotException(
          "number of partitions differs: snapshot="
              + id
              + ", partitions="
              + partitions
              + ", application="
              + settings.partitions());
    }
    for (int p = 0; p < partitions; p++) {
      outbound.channel(p).load(in);
    }
    fold.load(in, channels.channel(Origin.ofPartition(settings.partition())).foldedNext());
  }

  private void scanned(ByteOutput entry) {
    byte[] frame = entry.array();
    if (FrameHeader.offset(frame, 0) < foldedOffset) {
      return;
    }
    if (FrameHeader.type(frame, 0) == FrameType.DEPLOY) {
      if (FrameHeader.journalTimeMs(frame, 0) <= endedMs) {
        return;
      }
      otherCodeFollows |= FrameHeader.codeVersion(frame, 0) != settings.codeVersion();
    }
    log.recovered(frame, 0);
    if (FrameHeader.type(frame, 0) == FrameType.DATA) {
      Inbox.journaled(frame, 0, log, channels, unstable);
    }
  }
}
