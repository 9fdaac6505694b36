package io.millrace.cluster.coordinator;

import io.millrace.cluster.control.CopyReport;
import io.millrace.cluster.control.WorkerReport;
import io.millrace.cluster.control.WorkerReport.ApplicationReport;
import io.millrace.cluster.control.WorkerReport.PartitionReport;
import io.millrace.cluster.control.WorkerReport.Role;
import io.millrace.cluster.coordinator.CoordinatorView.WorkerPhase;
import java.util.HashMap;
import java.util.Map;

/**
 * What the coordinator knows of a worker.
 *
 * <pre>
 * AWAITED -> LIVE   it reports
 * AWAITED -> LOST   its process ended, or the time of grace has passed
 * LIVE    -> LOST   its process ended, its connection is gone, or it is silent
 * LOST    -> LIVE   it reports
 * </pre>
 */
final class KnownWorker {
  private static final int MOST_DOUBLINGS = 4;

  final String name;

  /** Whether it is one too many: it is to get rid of what it has, and to be ended. */
  boolean surplus;

  /** Whether the scheduler was told to end it. It is forgotten when it has. */
  boolean released;

  private WorkerPhase phase = WorkerPhase.AWAITED;
  private long incarnation = -1;
  private WorkerReport report;
  private long heardMs;
  private long lostMs;
  private long restartedMs;
  private long startedMs; // 0 when it has reported since
  private int startsInVain; // since it has last reported
  private boolean disconnected;
  private boolean unheard;
  private boolean greeted;
  private boolean ended;
  private String complaint;
  private String cause;
  private final Map<Long, ApplicationReport> reported = new HashMap<>();
  private final Map<Long, Told> told = new HashMap<>();

  private CopyReport copyReport;
  private ReportedCopies copies = ReportedCopies.UNKNOWN;

  /** A table that was sent to this life of the worker. */
  private record Told(long revision, long atMs) {}

  KnownWorker(String name, long nowMs) {
    this.name = name;
    heardMs = nowMs;
  }

  WorkerPhase phase() {
    return phase;
  }

  boolean isLive() {
    return phase == WorkerPhase.LIVE;
  }

  /** Whether it reports, and is still the life that this was. */
  boolean isLife(long life) {
    return isLive() && incarnation == life;
  }

  long incarnation() {
    return incarnation;
  }

  WorkerReport report() {
    return report;
  }

  String host() {
    return report == null ? "" : report.host();
  }

  String cause() {
    return cause;
  }

  /** When it was found to be lost. */
  long lostMs() {
    return lostMs;
  }

  boolean hasEnded() {
    return ended;
  }

  /** Takes a report; false if it is one of an earlier life. */
  boolean onReport(WorkerReport newer, long nowMs) {
    if (newer.incarnation() < incarnation) {
      return false;
    }
    if (newer.incarnation() > incarnation) {
      if (isLive()) { // nobody noticed that the one before was gone
        lostMs = nowMs;
        cause = "a new process of it reports";
      }
      incarnation = newer.incarnation();
      told.clear();
      greeted = false;
    }
    report = newer;
    reported.clear();
    newer.applications().forEach(one -> reported.put(one.application(), one));
    heardMs = nowMs;
    ended = false;
    disconnected = false;
    unheard = false;
    startedMs = 0;
    startsInVain = 0;
    become(WorkerPhase.LIVE, null, nowMs);
    return true;
  }

  /** Takes what it tells of the journals on its disk. */
  void onCopies(CopyReport newer) {
    if (copyReport == null || newer.incarnation() >= copyReport.incarnation()) {
      copyReport = newer;
      copies = new ReportedCopies(newer);
    }
  }

  /** What the life that reported last has told of the journals on its disk. */
  ReportedCopies copies() {
    return copyReport == null || copyReport.incarnation() != incarnation
        ? ReportedCopies.UNKNOWN
        : copies;
  }

  /** Another connection; perhaps of another life, so nothing is sent before it has reported. */
  void onConnected() {
    disconnected = false;
    unheard = true;
    greeted = false;
    told.clear();
  }

  void onDisconnected(String reason) {
    disconnected = true;
    complaint = "connection lost: " + reason;
  }

  void onStarted(long nowMs) {
    ended = false;
    startedMs = nowMs;
  }

  void onEnded(String why, long nowMs) {
    ended = true;
    become(WorkerPhase.LOST, "process ended: " + why, nowMs);
  }

  /** Whether it has reported since then, and nothing has happened to it. */
  boolean isHeardSince(long thenMs) {
    return isLive() && !disconnected && heardMs > thenMs;
  }

  /** Judges its silence. Not while the coordinator gives grace. */
  void judge(CoordinatorSettings settings, long nowMs) {
    switch (phase) {
      case AWAITED -> {
        if (nowMs - heardMs >= settings.graceMs()) {
          become(WorkerPhase.LOST, "not heard of for " + (nowMs - heardMs) + " ms", nowMs);
        }
      }
      case LIVE -> {
        if (disconnected) {
          become(WorkerPhase.LOST, complaint, nowMs);
        } else if (nowMs - heardMs > settings.lostAfterMs()) {
          become(WorkerPhase.LOST, "silent for " + (nowMs - heardMs) + " ms", nowMs);
        }
      }
      case LOST -> {}
    }
  }

  /**
   * Whether its process is to be ended now, since it neither speaks nor has ended. One that was
   * ended before it had spoken may only have been slow: the next is given more time.
   */
  boolean isRestartDue(CoordinatorSettings settings, long nowMs) {
    if (phase != WorkerPhase.LOST || ended) {
      return false;
    }
    boolean starting = startedMs > 0;
    long patience =
        starting
            ? settings.startMs() << Math.min(startsInVain, MOST_DOUBLINGS)
            : settings.restartAfterMs();
    if (nowMs - Math.max(startedMs, Math.max(lostMs, restartedMs)) <= patience) {
      return false;
    }
    restartedMs = nowMs;
    startsInVain += starting ? 1 : 0;
    return true;
  }

  private void become(WorkerPhase next, String why, long nowMs) {
    if (next == WorkerPhase.LOST) {
      if (phase != WorkerPhase.LOST) {
        lostMs = nowMs;
      }
      cause = why;
    }
    phase = next;
  }

  /** What it last said of an application, or null. */
  ApplicationReport of(long application) {
    return reported.get(application);
  }

  /** Whether it told that it runs or follows something, and still lives. */
  boolean hasPartitions() {
    return isLive() && reported.values().stream().anyMatch(one -> !one.partitions().isEmpty());
  }

  /** The newest table of an application that it has begun to follow, or -1. */
  long revision(long application) {
    ApplicationReport one = reported.get(application);
    return one == null ? -1 : one.revision();
  }

  /** What it last said of a partition that it owns in this term, or null. */
  PartitionReport owned(long application, int partition, int term) {
    ApplicationReport one = reported.get(application);
    if (one == null) {
      return null;
    }
    for (PartitionReport place : one.partitions()) {
      if (place.partition() == partition && place.role() == Role.OWNER && place.term() == term) {
        return place;
      }
    }
    return null;
  }

  /** Whether what is sent now reaches the life that reported last. */
  boolean canBeTold() {
    return isLive() && !unheard && !disconnected;
  }

  /** Whether it is to be told who there is; if so, it counts as told. */
  boolean isGreetingDue() {
    boolean due = canBeTold() && !greeted;
    greeted |= due;
    return due;
  }

  /** Who there is has changed. */
  void greetAgain() {
    greeted = false;
  }

  /** Whether it is to be sent the table of this revision now; if so, it counts as sent. */
  boolean isTableDue(long application, long revision, long resendMs, long nowMs) {
    if (!canBeTold() || revision(application) >= revision) {
      return false;
    }
    Told last = told.get(application);
    if (last != null && last.revision() >= revision && nowMs - last.atMs() <= resendMs) {
      return false;
    }
    told.put(application, new Told(revision, nowMs));
    return true;
  }
}
