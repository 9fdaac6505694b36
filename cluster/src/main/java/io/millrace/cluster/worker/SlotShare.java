package io.millrace.cluster.worker;

import io.millrace.cluster.control.WorkerReport.PartitionReport;
import io.millrace.cluster.control.WorkerReport.Role;
import io.millrace.http.RefusedException;
import io.millrace.runtime.channel.FrameStamp;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.frame.FrameType;
import io.millrace.runtime.frame.Origin;
import io.millrace.runtime.local.OriginAgent;
import io.millrace.runtime.local.OriginMap;
import io.millrace.runtime.local.Valve;
import io.millrace.runtime.metrics.Counters;
import io.millrace.runtime.partition.Partition;
import io.millrace.runtime.partition.PartitionStatus;
import io.millrace.runtime.partition.Phase;
import io.millrace.runtime.replication.Divergence;
import io.millrace.runtime.replication.PartitionReplica;
import io.millrace.runtime.snapshot.SnapshotId;
import io.millrace.runtime.tail.TailReceiver;
import io.millrace.runtime.tail.TailSender;
import io.millrace.runtime.transport.FrameSender;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one slot runs of an application: replicas of partitions, splits and clients that live with
 * them, and the near ends of sinks. Used by the slot's thread, but for reports.
 */
final class SlotShare {
  private static final Logger LOG = LoggerFactory.getLogger(SlotShare.class);
  private static final long REPORT_NS = 20_000_000L;
  private static final long SNAPSHOT_NS = 10_000_000_000L;
  private static final int TAILED_ENTRIES = 64;

  /** A replica with what is beside it. */
  private final class Hosted {
    private final int partition;
    private final PartitionReplica replica;
    private TailSender tails;
    private String failure;
    private long snapshotNs;
    private boolean behindTold;
    private SnapshotId sendingTold;
    private volatile PartitionReport report;
    private volatile PartitionStatus status;

    Hosted(int partition, PartitionReplica replica) {
      this.partition = partition;
      this.replica = replica;
      tailIfOwner();
    }

    /**
     * Sinks tell the owner what they no longer need. A follower keeps what its owner keeps, so it
     * need not hear of them.
     */
    private void tailIfOwner() {
      if (!replica.isOwner() || tails != null) {
        return;
      }
      TailSender made =
          new TailSender(
              stamps.apply(partition, replica.term()),
              partition,
              replica.journal(),
              sender,
              frameBytes);
      tails = made;
      replica.partition().retentionFloor(() -> made.floor(sinks));
    }

    int work(long nowNs, boolean drained) {
      if (failure != null) {
        return 0;
      }
      try {
        tailIfOwner(); // before a snapshot lets go of entries that a sink wants
        snapshotIfDue(nowNs);
        int work = replica.work(nowNs, drained);
        if (replica.isOwner()) {
          work += tails.work(TAILED_ENTRIES);
          valve.lag(partition, replica.partition().lag());
        }
        return work;
      } catch (RuntimeException e) {
        failed(e);
        return 0;
      }
    }

    /**
     * Partitions take their snapshots one after the other, so that they do not meet on the disk.
     */
    private void snapshotIfDue(long nowNs) {
      if (snapshotNs == 0) {
        snapshotNs = nowNs - SNAPSHOT_NS * partition / byNumber.length;
      } else if (nowNs - snapshotNs >= SNAPSHOT_NS) {
        snapshotNs = nowNs;
        replica.partition().snapshot();
      }
    }

    boolean isQuiet() {
      return failure == null && (!replica.isOwner() || replica.partition().isQuiet());
    }

    boolean isSnapshotting() {
      return failure == null && replica.isOwner() && replica.partition().isSnapshotting();
    }

    void failed(RuntimeException e) {
      failure = String.valueOf(e.getMessage());
      LOG.error("partition failed: application={}, partition={}", name, partition, e);
      valve.lag(partition, 0);
    }

    private void tellOfFollower() {
      boolean behind = replica.isFollowerBehind();
      if (behind && !behindTold) {
        LOG.error(
            "follower in sync lacks entries that were deleted here: application={}, partition={};"
                + " was its directory replaced? restart its worker, so that it begins anew",
            name,
            partition);
      }
      behindTold = behind;
      SnapshotId sending = replica.sending().orElse(null);
      if (sending != null && !sending.equals(sendingTold)) {
        LOG.info(
            "follower gets a snapshot: application={}, partition={}, offset={}",
            name,
            partition,
            sending.offset());
      }
      sendingTold = sending;
      replica.divergence().ifPresent(this::tell);
    }

    private void tell(Divergence found) {
      if (found.equals(divergences.get(partition))) {
        return;
      }
      LOG.error("follower {}; application={}, partition={}", found, name, partition);
      Map<Integer, Divergence> all = new TreeMap<>(divergences);
      all.put(partition, found);
      divergences = Map.copyOf(all);
    }

    void report() {
      tellOfFollower();
      Partition of = replica.partition();
      PartitionStatus now = of.status();
      status = now;
      report =
          new PartitionReport(
              partition,
              replica.isOwner() ? Role.OWNER : Role.FOLLOWER,
              replica.term(),
              replica.isOwner() && now.phase() == Phase.LIVE,
              replica.isOwner() && replica.isCovered(),
              now.epoch(),
              now.offset(),
              now.stable(),
              now.end(),
              now.snapshotOffset(),
              failure != null ? failure : now.failure());
    }

    void close() {
      if (tails != null) {
        tails.close();
      }
      valve.lag(partition, 0);
    }
  }

  /** Makes the stamp of a partition's frames from partition and term. */
  @FunctionalInterface
  interface Stamps {
    FrameStamp apply(int partition, int term);
  }

  private final long application;
  private final String name;
  private final FrameSender sender;
  private final Stamps stamps;
  private final long[] sinks;
  private final int frameBytes;
  private final Valve valve;
  private final Hosted[] byNumber;
  private final List<Hosted> hosted = new ArrayList<>();
  private final List<OriginAgent> agents = new ArrayList<>();
  private final OriginMap<OriginAgent> agentsByOrigin = new OriginMap<>();
  private final List<TailReceiver> receivers = new ArrayList<>();
  private final BiConsumer<OriginAgent, RuntimeException> agentFailed;
  private volatile long revision;
  private long reportNs;
  private volatile boolean lastSnapshotsWanted;
  private volatile boolean lastSnapshotsLeft = true;
  private volatile List<Hosted> reported = List.of();
  private volatile boolean done;
  private volatile Map<Integer, Divergence> divergences = Map.of();

  SlotShare(
      long application,
      String name,
      int partitions,
      FrameSender sender,
      Stamps stamps,
      long[] sinks,
      int frameBytes,
      Valve valve,
      BiConsumer<OriginAgent, RuntimeException> agentFailed) {
    this.application = application;
    this.name = name;
    this.byNumber = new Hosted[partitions];
    this.sender = sender;
    this.stamps = stamps;
    this.sinks = sinks;
    this.frameBytes = frameBytes;
    this.valve = valve;
    this.agentFailed = agentFailed;
  }

  long application() {
    return application;
  }

  FrameSender sender() {
    return sender;
  }

  /** Takes a replica that was opened. */
  void add(int partition, PartitionReplica replica) {
    Hosted added = new Hosted(partition, replica);
    added.report();
    byNumber[partition] = added;
    hosted.add(added);
    reported = List.copyOf(hosted);
  }

  /** Gives a replica back, to be closed. */
  PartitionReplica remove(int partition) {
    Hosted removed = byNumber[partition];
    byNumber[partition] = null;
    hosted.remove(removed);
    reported = List.copyOf(hosted);
    removed.close();
    return removed.replica;
  }

  /**
   * The role or the partner of a replica has changed: it is told, and reported at once.
   *
   * @return false if it failed as a follower, and so was not told
   */
  boolean change(int partition, Consumer<PartitionReplica> change) {
    Hosted of = byNumber[partition];
    if (of == null) {
      return true;
    }
    if (of.failure != null) {
      return of.replica.isOwner();
    }
    try {
      change.accept(of.replica);
    } catch (RuntimeException e) {
      of.failed(e);
    }
    of.report();
    return true;
  }

  /** All that a table of this revision changes here was told to the replicas before. */
  void follows(long tableRevision) {
    revision = tableRevision;
  }

  /**
   * Of the newest table that replicas here follow: what {@link #reports} says afterwards is at
   * least as new. For any thread.
   */
  long revision() {
    return revision;
  }

  void add(OriginAgent agent) {
    agents.add(agent);
    agentsByOrigin.put(agent.origin(), agent);
  }

  void remove(OriginAgent agent) {
    if (agents.remove(agent)) {
      agentsByOrigin.remove(agent.origin());
      agent.close();
    }
  }

  /**
   * Asks the partition something.
   *
   * @throws RefusedException if it is not live here
   */
  <T> T ask(int partition, Function<Partition, T> question) {
    Hosted of = byNumber[partition];
    if (of != null && of.failure != null) {
      throw RefusedException.unavailable(
          "partition has failed: partition=" + partition + ", failure=" + of.failure);
    }
    if (of == null || !of.replica.isOwner() || of.replica.partition().phase() != Phase.LIVE) {
      throw RefusedException.later(
          "partition is not live: partition=" + partition + "; ask again in a moment");
    }
    return question.apply(of.replica.partition());
  }

  void add(TailReceiver receiver) {
    receivers.add(receiver);
  }

  void remove(TailReceiver receiver) {
    receivers.remove(receiver);
  }

  void onFrame(byte[] frame, int at, int length, long nowNs) {
    FrameType type = FrameHeader.type(frame, at);
    long origin = FrameHeader.origin(frame, at);
    if (type == FrameType.TAILED) {
      for (TailReceiver receiver : receivers) {
        if (receiver.origin() == origin) {
          receiver.onFrame(frame, at, length, nowNs);
        }
      }
    } else if (type.isToOrigin() && !Origin.isPartition(origin)) {
      OriginAgent agent = agentsByOrigin.get(origin);
      if (agent != null) {
        agent.onFrame(frame, at);
      }
    } else {
      int partition =
          type.isToOrigin() ? Origin.partition(origin) : FrameHeader.destination(frame, at);
      onFrame(byNumber[partition], type, frame, at, length, nowNs);
    }
  }

  private static void onFrame(
      Hosted to, FrameType type, byte[] frame, int at, int length, long nowNs) {
    if (to == null || to.failure != null) {
      return;
    }
    try {
      if (type != FrameType.TAIL) {
        to.replica.onFrame(frame, at, length, nowNs);
      } else if (to.tails != null) {
        to.tails.onFrame(frame, at);
      }
    } catch (RuntimeException e) {
      to.failed(e);
    }
  }

  /** A partition has another owner, or the connection to it was lost. */
  void disconnected(int partition) {
    for (Hosted of : hosted) {
      of.replica.partition().disconnected(partition);
    }
    agents.forEach(agent -> agent.disconnected(partition));
    receivers.forEach(receiver -> receiver.disconnected(partition));
  }

  /** What is owned folds nothing more, and takes a snapshot that says so. */
  void lastSnapshots() {
    for (Hosted of : hosted) {
      if (of.failure == null && of.replica.isOwner()) {
        of.replica.partition().lastSnapshot();
      }
    }
    lastSnapshotsWanted = true;
  }

  /** Whether the last snapshots of what is owned are not all taken; for any thread. */
  boolean isSnapshotting() {
    return !lastSnapshotsWanted || lastSnapshotsLeft;
  }

  /** All partitions are to enter an epoch. */
  void epoch(long epoch) {
    for (Hosted of : hosted) {
      if (of.failure == null && of.replica.isOwner()) {
        try {
          of.replica.partition().epoch(epoch);
        } catch (RuntimeException e) {
          of.failed(e);
        }
      }
    }
  }

  /** The connection to the other holder of a partition's journal was lost. */
  void copyDisconnected(int partition) {
    if (byNumber[partition] != null) {
      byNumber[partition].replica.disconnected();
    }
  }

  int work(long nowNs, boolean drained) {
    int work = 0;
    for (int i = 0; i < hosted.size(); i++) {
      work += hosted.get(i).work(nowNs, drained);
    }
    for (int i = agents.size() - 1; i >= 0; i--) {
      work += work(agents.get(i), nowNs);
    }
    for (int i = 0; i < receivers.size(); i++) {
      work += receivers.get(i).work(nowNs);
    }
    if (lastSnapshotsWanted && lastSnapshotsLeft) {
      lastSnapshotsLeft = hosted.stream().anyMatch(Hosted::isSnapshotting);
    }
    if (nowNs - reportNs >= REPORT_NS) {
      reportNs = nowNs;
      hosted.forEach(Hosted::report);
      done =
          hosted.stream().allMatch(Hosted::isQuiet)
              && agents.stream().allMatch(OriginAgent::isDone);
    }
    return work;
  }

  private int work(OriginAgent agent, long nowNs) {
    try {
      return agent.work(nowNs);
    } catch (RuntimeException e) {
      agents.remove(agent);
      agentsByOrigin.remove(agent.origin());
      agentFailed.accept(agent, e);
      return 0;
    }
  }

  /** Whether nothing waits here, and no input will come that is read here; for any thread. */
  boolean isDone() {
    return done;
  }

  /** How the replicas stand; for any thread. */
  List<PartitionReport> reports() {
    return reported.stream().map(of -> of.report).toList();
  }

  /** Where followers here folded otherwise than their owners; for any thread. */
  Collection<Divergence> divergences() {
    return divergences.values();
  }

  /** The replicas of what is owned; for any thread, to read their journals. */
  List<PartitionReplica> owned() {
    return reported.stream().map(of -> of.replica).filter(PartitionReplica::isOwner).toList();
  }

  /** How the partitions stand that are owned here; for any thread. */
  List<PartitionStatus> statuses() {
    return reported.stream()
        .filter(of -> of.report.role() == Role.OWNER)
        .map(of -> of.status)
        .toList();
  }

  /** What the partitions counted that are owned here; for any thread. */
  List<Counters> counters() {
    return reported.stream()
        .filter(of -> of.report.role() == Role.OWNER)
        .map(of -> of.replica.partition().counters())
        .toList();
  }

  /** Partitions whose replicas are to be closed and opened again; for any thread. */
  List<Integer> toReopen() {
    return reported.stream()
        .filter(of -> of.replica.needsReopening())
        .map(of -> of.partition)
        .toList();
  }
}
