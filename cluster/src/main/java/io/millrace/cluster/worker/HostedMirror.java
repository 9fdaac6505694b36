package io.millrace.cluster.worker;

import io.millrace.cluster.control.CopyReport.MirroredPlace;
import io.millrace.runtime.Clock;
import io.millrace.runtime.frame.Origin;
import io.millrace.runtime.replication.PartitionReplica;
import io.millrace.storage.mirror.MirrorStanding;
import io.millrace.storage.mirror.PartitionMirror;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which partitions of an application are mirrored from here: those that are owned. Safe for several
 * threads: no journal is closed while it is read.
 */
final class HostedMirror {
  /** When an epoch was first heard of, ms since 1970. */
  private record Heard(long epoch, long atMs) {}

  private final MirrorAgent agent;
  private final RunningCode code;
  private final HostedPast past;
  private final boolean awaited;
  private final Clock clock;
  private final Map<Integer, PartitionReplica> open = new HashMap<>();
  private final Map<Integer, PartitionMirror> mirrors = new HashMap<>();
  private final Deque<Heard> heard = new ArrayDeque<>();
  private volatile long common = -1;
  private volatile long commonMs;

  /**
   * Of an application that runs here.
   *
   * @param agent null if the cluster has no mirror
   * @param awaited whether nothing is stable before it is mirrored
   */
  HostedMirror(MirrorAgent agent, RunningCode code, HostedPast past, boolean awaited, Clock clock) {
    this.agent = agent;
    this.code = code;
    this.past = past;
    this.awaited = awaited;
    this.clock = clock;
  }

  /** A replica may be mirrored from now on, while it is an owner's. */
  synchronized void open(int partition, PartitionReplica replica) {
    open.put(partition, replica);
  }

  /** Nothing reads the partition's journal for the mirror any more when this returns. */
  synchronized void end(int partition) {
    open.remove(partition);
    PartitionMirror ending = mirrors.remove(partition);
    if (ending != null) {
      ending.end();
    }
  }

  /** Begins to mirror what is owned in another term than before. */
  synchronized void settle() {
    if (agent == null) {
      return;
    }
    open.forEach(
        (partition, replica) -> {
          PartitionMirror before = mirrors.get(partition);
          boolean useless =
              before == null
                  || before.term() != replica.term()
                  || awaited && before.isEnded(); // by a fault of its own, and it is waited for
          if (replica.isOwner() && useless) {
            if (before != null) {
              before.end();
            }
            PartitionMirror made =
                new PartitionMirror(
                    agent.mirror().files(),
                    code.stamp(Origin.ofPartition(partition), replica.term()),
                    partition,
                    replica.journalToMirror(),
                    past.snapshots(),
                    code.lineage(),
                    awaited ? replica::mirrored : null,
                    clock.nanoTime());
            mirrors.put(partition, made);
            agent.add(made, () -> common);
          }
        });
  }

  /** The newest epoch that was told. */
  synchronized void onEpoch(long epoch) {
    if (agent != null && (heard.isEmpty() || heard.getLast().epoch() < epoch)) {
      heard.addLast(new Heard(epoch, clock.nowMs()));
    }
  }

  /** The newest epoch of a generation to which all partitions can go back; -1: not known. */
  synchronized void onCommon(int generation, long epoch) {
    if (generation != code.generation()) {
      return;
    }
    common = epoch;
    long atMs = 0;
    while (!heard.isEmpty() && heard.getFirst().epoch() <= epoch) {
      atMs = heard.removeFirst().atMs();
    }
    if (atMs > 0) {
      heard.addFirst(new Heard(epoch, atMs));
      commonMs = atMs;
    }
  }

  /**
   * When the epoch began, ms since 1970, to which the application would go back; 0 if that is not
   * known, {@link Long#MAX_VALUE} if there is no mirror. For any thread.
   */
  long commonMs() {
    return agent == null ? Long.MAX_VALUE : commonMs;
  }

  /** How far what is owned here is mirrored. */
  synchronized List<MirroredPlace> places() {
    List<MirroredPlace> places = new ArrayList<>();
    mirrors.forEach(
        (partition, mirror) -> {
          MirrorStanding standing = mirror.standing();
          places.add(
              new MirroredPlace(
                  partition,
                  mirror.term(),
                  standing.offset(),
                  standing.epoch(),
                  standing.earliest(),
                  standing.failure()));
        });
    return places;
  }
}
