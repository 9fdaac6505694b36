package io.millrace.cluster.control;

import java.util.List;
import java.util.Map;

/**
 * A worker's heartbeat, several times a second and whenever something changed: all that it has.
 *
 * @param worker its name
 * @param incarnation which life of it
 * @param host the name of its machine
 * @param pid its process
 * @param address {@code host:port} of its transport
 * @param api {@code http://host:port} of its HTTP API, or empty
 * @param applications what it runs
 */
public record WorkerReport(
    String worker,
    long incarnation,
    String host,
    long pid,
    String address,
    String api,
    List<ApplicationReport> applications)
    implements ControlMessage {

  public WorkerReport {
    applications = List.copyOf(applications);
  }

  /**
   * An application on a worker.
   *
   * @param application its number
   * @param revision of the newest table that the worker has begun to follow
   * @param announced whether all splits that live here are known to all partitions
   * @param done whether all input that is read here has ended, and for a while nothing was to be
   *     done
   * @param failure why it cannot run here, or null
   * @param figures counters by name: sums over what runs here
   * @param partitions those that it owns or follows
   */
  public record ApplicationReport(
      long application,
      long revision,
      boolean announced,
      boolean done,
      String failure,
      Map<String, Long> figures,
      List<PartitionReport> partitions) {

    public ApplicationReport {
      figures = Map.copyOf(figures);
      partitions = List.copyOf(partitions);
    }
  }

  /** What a worker is to a partition. */
  public enum Role {
    OWNER,
    FOLLOWER
  }

  /**
   * A partition, or its copy, on a worker.
   *
   * @param partition which
   * @param role owner or follower
   * @param term the owner's
   * @param live as the owner: whether it is past its replay
   * @param covered as the owner: whether its follower has all that was ever stable and is waited
   *     for
   * @param epoch the one it is in
   * @param offset the next to be folded
   * @param stable the first that is not stable
   * @param end the next to be journaled
   * @param snapshotOffset of the last snapshot, -1 if there is none
   * @param failure why it failed, or null
   */
  public record PartitionReport(
      int partition,
      Role role,
      int term,
      boolean live,
      boolean covered,
      long epoch,
      long offset,
      long stable,
      long end,
      long snapshotOffset,
      String failure) {}
}
