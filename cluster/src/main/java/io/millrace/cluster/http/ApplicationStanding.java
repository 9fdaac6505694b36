package io.millrace.cluster.http;

import io.millrace.cluster.control.ApplicationTable;
import io.millrace.cluster.control.PartitionPlace;
import io.millrace.cluster.control.WorkerReport;
import io.millrace.cluster.control.WorkerReport.ApplicationReport;
import io.millrace.cluster.control.WorkerReport.PartitionReport;
import io.millrace.cluster.control.WorkerReport.Role;
import io.millrace.cluster.http.ApplicationView.EventView;
import io.millrace.cluster.http.ApplicationView.HostView;
import io.millrace.cluster.http.ApplicationView.MirrorView;
import io.millrace.cluster.http.ApplicationView.PartitionView;
import io.millrace.cluster.http.ClusterView.ApplicationSummary;
import io.millrace.runtime.plan.ApplicationMetadata;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How an application stands: what was decided, beside what workers have reported of it. Pure.
 *
 * @param table what was decided
 * @param reports the newest of each live worker, of all applications
 * @param begun whether all partitions have been live once since it was deployed
 * @param finished whether all input has ended and is worked off
 * @param stopping whether it is being ended
 * @param loss which partitions no worker has any more, and what becomes of that, or null
 */
public record ApplicationStanding(
    ApplicationTable table,
    Collection<WorkerReport> reports,
    boolean begun,
    boolean finished,
    boolean stopping,
    String loss) {

  /** What the owner of a partition reports of it in its present term, or null. */
  private PartitionReport ownersReport(PartitionPlace place) {
    return reports.stream()
        .filter(report -> report.worker().equals(place.owner()))
        .flatMap(report -> own(report).stream())
        .flatMap(report -> report.partitions().stream())
        .filter(
            partition ->
                partition.partition() == place.partition()
                    && partition.role() == Role.OWNER
                    && partition.term() == place.term())
        .findFirst()
        .orElse(null);
  }

  private List<ApplicationReport> own(WorkerReport report) {
    return report.applications().stream()
        .filter(application -> application.application() == table.application())
        .toList();
  }

  private List<ApplicationReport> ownReports() {
    return reports.stream().flatMap(report -> own(report).stream()).toList();
  }

  /** Whether every partition has an owner that is past its replay. */
  public boolean isLive() {
    return table.places().stream()
        .map(this::ownersReport)
        .allMatch(report -> report != null && report.live());
  }

  /** Why it cannot run, or null. */
  public String failure() {
    if (loss != null) {
      return loss;
    }
    return ownReports().stream()
        .flatMap(
            report ->
                report.failure() != null
                    ? List.of(report.failure()).stream()
                    : report.partitions().stream()
                        .map(PartitionReport::failure)
                        .filter(Objects::nonNull))
        .findFirst()
        .orElse(null);
  }

  /** In a word. */
  public String phase() {
    if (stopping) {
      return "stopping";
    }
    if (failure() != null) {
      return "failed";
    }
    if (!isLive()) {
      return begun ? "recovering" : "starting";
    }
    return finished ? "finished" : "running";
  }

  private String durability() {
    return table.durability().toString();
  }

  /** In a row. */
  public ApplicationSummary summary() {
    return new ApplicationSummary(
        table.name(),
        phase(),
        table.code().version(),
        durability(),
        table.places().size(),
        hosts().size(),
        partitions().stream().mapToLong(partition -> zeroIfNull(partition.lag())).sum());
  }

  private static long zeroIfNull(Long value) {
    return value == null ? 0 : value;
  }

  /**
   * As it is described.
   *
   * @param mirror null if there is none
   */
  public ApplicationView view(List<EventView> history, MirrorView mirror) {
    List<PartitionView> partitions = partitions();
    return new ApplicationView(
        table.name(),
        table.application(),
        phase(),
        failure(),
        table.revision(),
        durability(),
        ApplicationMetadata.decode(table.metadata()).state().toString(),
        table.code().version(),
        table.code().hash(),
        table.code().application(),
        table.code().settings(),
        partitions.stream().mapToLong(partition -> zeroIfNull(partition.epoch())).max().orElse(0),
        table.flowing(),
        figures(),
        hosts(),
        partitions,
        history,
        mirror);
  }

  private Map<String, Long> figures() {
    Map<String, Long> sums = new TreeMap<>();
    ownReports()
        .forEach(report -> report.figures().forEach((name, n) -> sums.merge(name, n, Long::sum)));
    return sums;
  }

  private List<HostView> hosts() {
    TreeSet<String> names = new TreeSet<>();
    table.places().stream().map(PartitionPlace::owner).filter(Objects::nonNull).forEach(names::add);
    table.places().stream()
        .map(PartitionPlace::follower)
        .filter(Objects::nonNull)
        .forEach(names::add);
    List<HostView> hosts = new ArrayList<>();
    for (String name : names) {
      WorkerReport report =
          reports.stream().filter(one -> one.worker().equals(name)).findFirst().orElse(null);
      hosts.add(
          new HostView(
              name,
              report == null ? null : report.pid(),
              report == null ? null : report.host(),
              report == null || report.api().isEmpty() ? null : report.api(),
              table.places().stream()
                  .filter(place -> name.equals(place.owner()))
                  .map(PartitionPlace::partition)
                  .toList()));
    }
    return hosts;
  }

  private List<PartitionView> partitions() {
    return table.places().stream().map(place -> view(place, ownersReport(place))).toList();
  }

  private static PartitionView view(PartitionPlace place, PartitionReport report) {
    boolean known = report != null;
    return new PartitionView(
        place.partition(),
        place.owner(),
        place.follower(),
        place.inSync(),
        place.term(),
        known && report.live(),
        known ? report.epoch() : null,
        known ? report.offset() : null,
        known ? report.stable() : null,
        known ? report.end() - report.offset() : null,
        known ? report.snapshotOffset() : null,
        known ? report.failure() : null);
  }
}
