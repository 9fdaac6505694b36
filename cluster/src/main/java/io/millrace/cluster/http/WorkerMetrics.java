package io.millrace.cluster.http;

import io.javalin.http.Context;
import io.millrace.http.ElsewhereException;
import io.millrace.http.PartitionMeters;
import io.millrace.http.ProcessMeters;
import io.millrace.http.RefusedException;
import io.millrace.http.ServedApplication;
import io.millrace.runtime.metrics.Counters;
import io.millrace.runtime.partition.Partition;
import io.millrace.runtime.partition.PartitionStatus;
import java.util.HashMap;
import java.util.Map;

/**
 * What the partitions that a worker owns count, as Prometheus reads it. Which ones those are is
 * looked up each time. Made when it is first asked for.
 */
final class WorkerMetrics implements AutoCloseable {
  private record Place(String application, int partition) {}

  private record Look(PartitionStatus status, Counters counters) {}

  private final WorkerApi.Hosting hosting;
  private final Admission admission;
  private final Map<Place, PartitionMeters> meters = new HashMap<>();
  private Map<Place, Look> looks = Map.of();
  private ProcessMeters process;

  WorkerMetrics(WorkerApi.Hosting hosting, Admission admission) {
    this.hosting = hosting;
    this.admission = admission;
  }

  /** GET /metrics */
  synchronized void scrape(Context context) {
    if (process == null) {
      process = new ProcessMeters(Map.of("worker", hosting.worker()));
      process.counter("http_refused", "requests refused for their token", admission::refused);
    }
    Map<Place, Look> now = new HashMap<>();
    hosting.applications().forEach(name -> look(name, now));
    meters
        .entrySet()
        .removeIf(
            entry -> {
              boolean gone = !now.containsKey(entry.getKey());
              if (gone) {
                entry.getValue().remove();
              }
              return gone;
            });
    looks = now;
    now.keySet().forEach(place -> meters.computeIfAbsent(place, this::bind));
    process.scrape(context);
  }

  private void look(String name, Map<Place, Look> into) {
    try {
      ServedApplication application = hosting.application(name);
      for (int partition : application.partitionsHere()) {
        into.put(new Place(name, partition), application.ask(partition, WorkerMetrics::lookAt));
      }
    } catch (ElsewhereException | RefusedException e) {
      // it has just left: what is still here is told the next time
    }
  }

  private static Look lookAt(Partition partition) {
    return new Look(partition.status(), partition.counters());
  }

  private PartitionMeters bind(Place place) {
    return PartitionMeters.bind(
        process,
        Map.of(
            "application", place.application(), "partition", Integer.toString(place.partition())),
        () -> looks.get(place).status(),
        counter -> looks.get(place).counters().get(counter));
  }

  @Override
  public synchronized void close() {
    if (process != null) {
      process.close();
    }
  }
}
