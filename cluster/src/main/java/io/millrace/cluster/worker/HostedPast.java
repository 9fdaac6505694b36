package io.millrace.cluster.worker;

import io.millrace.cluster.control.ApplicationTable;
import io.millrace.cluster.control.RewindQuestion;
import io.millrace.runtime.journal.Journal;
import io.millrace.runtime.plan.ApplicationMetadata;
import io.millrace.runtime.replication.PartitionReplica;
import io.millrace.runtime.rewind.CopyCut;
import io.millrace.runtime.rewind.Lineage;
import io.millrace.runtime.rewind.Rewind;
import io.millrace.runtime.rewind.RewindPoint;
import io.millrace.runtime.rewind.RewindRange;
import io.millrace.runtime.rewind.RewindSurvey;
import io.millrace.runtime.rewind.RewindWindow;
import io.millrace.runtime.rewind.RewoundSnapshots;
import io.millrace.runtime.snapshot.SnapshotStore;
import io.millrace.storage.DataDirectory;
import io.millrace.storage.mirror.Mirror;
import io.millrace.storage.mirror.MirrorRestore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this worker keeps of an application's past, and what it knows of it. By the control thread,
 * but for what says otherwise.
 */
final class HostedPast {
  private static final Logger LOG = LoggerFactory.getLogger(HostedPast.class);

  private final RunningCode code;
  private final DataDirectory data;
  private final SnapshotStore snapshots;
  private final Executor openers;
  private final Mirror mirror;
  private final RewindWindow window = new RewindWindow();
  private volatile Lineage lineage;
  private volatile RewindRange range;
  private boolean answering;

  /**
   * Of an application that runs here.
   *
   * @param mirror null if the cluster has none
   */
  HostedPast(
      RunningCode code,
      DataDirectory data,
      ApplicationTable table,
      Executor openers,
      Mirror mirror) {
    this.mirror = mirror;
    this.code = code;
    this.data = data;
    this.openers = openers;
    this.snapshots = new RewoundSnapshots(data.snapshots(), code.lineage());
    follow(table);
  }

  /** The generation that a table is about. */
  static int generation(ApplicationTable table) {
    return ApplicationMetadata.decode(table.metadata()).generation();
  }

  /** What may have changed with a table are savepoints. */
  void follow(ApplicationTable table) {
    lineage = ApplicationMetadata.decode(table.metadata()).lineage();
    changed();
  }

  private void changed() {
    range =
        lineage.rewindableMs() == 0 && lineage.savepoints().isEmpty()
            ? RewindRange.NONE
            : new RewindRange(window.floor(), lineage.savepointEpochs());
  }

  void onEpoch(long epoch, long nowNs) {
    window.onEpoch(epoch, lineage.rewindableMs(), nowNs);
    changed();
  }

  /** The newest lineage that is known; for any thread. */
  Lineage lineage() {
    return lineage;
  }

  /** What partitions are to keep; for any thread. */
  RewindRange range() {
    return range;
  }

  /** Snapshots that are of this generation, or of what it goes on from; for any thread. */
  SnapshotStore snapshots() {
    return snapshots;
  }

  /**
   * Cuts a copy that has missed a rewind; if that leaves its owner with less than it needs, it is
   * restored from the mirror. By whoever opens it, before anybody else has it.
   */
  void bringInLine(int partition, Journal journal, boolean owner) {
    new CopyCut(code.lineage(), data.metadata())
        .bringInLine(
            partition,
            code.generation(),
            journal,
            data.snapshots(),
            () -> {
              if (owner) {
                restoreIfLost(partition, journal);
              }
            });
  }

  /**
   * Puts what the mirror has in the place of a copy that nobody relies on; an empty journal is
   * begun if it has nothing. By whoever opens it as its owner, before anybody else has it.
   *
   * @param term of the owner
   */
  void restoreToEnd(int partition, int term, Journal journal) {
    if (mirror == null) {
      throw new IllegalStateException(
          "durability is mirrored, and the cluster has no mirror: partition="
              + partition
              + "; start it with the mirror that it had");
    }
    bringInLine(partition, journal, false);
    try {
      restoreFrom(mirror, partition).runToEnd(term, journal, snapshots);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  private MirrorRestore restoreFrom(Mirror from, int partition) {
    return new MirrorRestore(
        from.files(), code.application(), partition, code.lineage(), code.codeVersion());
  }

  private void restoreIfLost(int partition, Journal journal) {
    List<Rewind> rewinds = code.lineage().rewinds();
    Rewind last = rewinds.get(rewinds.size() - 1);
    long cut = last.cuts().get(partition);
    RewindSurvey survey =
        new RewindSurvey(partition, 0, code.codeVersion(), journal, snapshots, RewindRange.NONE);
    if (journal.endOffset() >= cut && survey.earliest() <= last.epoch()) {
      return;
    }
    if (mirror == null) {
      throw new IllegalStateException(
          "copy does not reach the cut of a rewind, and there is no mirror: partition="
              + partition
              + ", end="
              + journal.endOffset()
              + ", cut="
              + cut
              + "; start the cluster with the mirror that it had");
    }
    try {
      restoreFrom(mirror, partition).run(last.epoch(), cut, journal, snapshots);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  /**
   * Finds out how partitions could go back. What that needs is kept from here on, so the answer
   * stays true until the coordinator has decided.
   *
   * @param owned their replicas
   * @param answer called by another thread; not if the same is being found out already
   */
  void answer(
      RewindQuestion question, List<PartitionReplica> owned, Consumer<List<RewindPoint>> answer) {
    if (answering || question.generation() != code.generation()) {
      return;
    }
    answering = true;
    RewindRange allowed = range;
    if (question.epoch() >= 0) {
      window.hold(question.epoch());
      changed();
    }
    openers.execute(
        () -> {
          List<RewindPoint> points = new ArrayList<>();
          owned.forEach(replica -> survey(question, replica, allowed, points));
          answer.accept(points);
        });
  }

  /** The answer is on its way: the next question may come. */
  void answered() {
    answering = false;
  }

  private void survey(
      RewindQuestion question,
      PartitionReplica replica,
      RewindRange allowed,
      List<RewindPoint> points) {
    try {
      RewindSurvey survey =
          new RewindSurvey(
              replica.partition().number(),
              replica.term(),
              code.codeVersion(),
              replica.journal(),
              snapshots,
              allowed);
      points.add(
          question.epoch() >= 0
              ? survey.toEpoch(question.epoch())
              : survey.toTime(question.atMs()));
    } catch (RuntimeException e) {
      LOG.warn(
          "not known yet how a partition could be rewound: partition={}; {}",
          replica.partition().number(),
          e.getMessage());
    }
  }
}
