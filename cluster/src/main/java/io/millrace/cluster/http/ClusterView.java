package io.millrace.cluster.http;

import java.util.List;

/**
 * A cluster as it is shown.
 *
 * @param cluster its name
 * @param directory where it keeps what it keeps
 * @param phase {@code running} or {@code stopping}
 * @param coordinator the process that tells this
 * @param wanted how many workers
 * @param workers those that there are, by name
 * @param applications all of them, by name
 */
public record ClusterView(
    String cluster,
    String directory,
    String phase,
    CoordinatorProcessView coordinator,
    int wanted,
    List<WorkerView> workers,
    List<ApplicationSummary> applications) {

  /**
   * The coordinator.
   *
   * @param term its fencing number, raised by every coordinator
   */
  public record CoordinatorProcessView(
      long pid, String host, long term, String address, String api) {}

  /**
   * A worker.
   *
   * @param id its name
   * @param phase starting, live or lost
   * @param drain null; or {@code draining}: it is given no partitions, and has some yet; or {@code
   *     drained}: it has none, and can be ended without a loss
   * @param pid null until it has reported; so {@code host}, {@code incarnation} and what follows
   * @param cause what ended its process the last time, or null
   */
  public record WorkerView(
      String id,
      String phase,
      String drain,
      Long pid,
      String host,
      Long incarnation,
      String address,
      String api,
      int owns,
      int follows,
      String cause) {}

  /**
   * An application in a row.
   *
   * @param phase starting, running, recovering, finished, failed or stopping
   * @param lag records that are journaled and not folded, of all partitions
   */
  public record ApplicationSummary(
      String application,
      String phase,
      int version,
      String durability,
      int partitionCount,
      int workerCount,
      long lag) {}
}
