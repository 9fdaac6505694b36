package io.millrace.cluster.coordinator;

import io.millrace.cluster.control.ApplicationTable;
import io.millrace.cluster.control.CopyReport.MirroredPlace;
import io.millrace.cluster.control.DeployedCode;
import io.millrace.cluster.control.WorkerReport;
import java.util.List;

/**
 * What the coordinator knows, at one moment.
 *
 * @param term the coordinator's
 * @param stopping whether the cluster is being stopped
 * @param wanted how many workers
 * @param workers by name
 * @param applications by name
 */
public record CoordinatorView(
    int term,
    boolean stopping,
    int wanted,
    List<WorkerStanding> workers,
    List<ApplicationStatus> applications) {

  public CoordinatorView {
    workers = List.copyOf(workers);
    applications = List.copyOf(applications);
  }

  /** How it stands with a worker. */
  public enum WorkerPhase {
    /** It has not reported yet, since it or the coordinator was started. */
    AWAITED,
    /** It reports. */
    LIVE,
    /** It does not report. */
    LOST
  }

  /**
   * A worker.
   *
   * @param cause why it was lost the last time, or null
   * @param surplus whether it is to get rid of its partitions and end
   * @param drains whether it is to get rid of its partitions and stay
   * @param isEmpty whether it has none
   * @param report its last, or null
   * @param owns partitions of all applications that are its own
   * @param follows partitions of which it has the copy
   */
  public record WorkerStanding(
      String name,
      WorkerPhase phase,
      String cause,
      boolean surplus,
      boolean drains,
      boolean isEmpty,
      WorkerReport report,
      int owns,
      int follows) {}

  /**
   * An application.
   *
   * @param table what was decided
   * @param phase what is to become of it
   * @param begun whether all partitions have been live once
   * @param finished whether all input has ended and is worked off
   * @param workers on how many workers it is to be, or null: on all
   * @param epoch the newest that was told
   * @param held whether sources are held
   * @param earlier code that ran before, oldest first
   * @param history terms of partitions, oldest first
   * @param loss which partitions no worker has any more, and what becomes of that, or null
   * @param mirror how the mirror stands, or null if there is none
   */
  public record ApplicationStatus(
      ApplicationTable table,
      StoredApplication.Phase phase,
      boolean begun,
      boolean finished,
      Integer workers,
      long epoch,
      boolean held,
      List<DeployedCode> earlier,
      List<PartitionEvent> history,
      String loss,
      MirrorStatus mirror) {}

  /**
   * How far an application is mirrored.
   *
   * @param epoch the newest to which all partitions can go back; -1 if it is not known
   * @param places what owners have told of their partitions
   */
  public record MirrorStatus(long epoch, List<MirroredPlace> places) {}
}
