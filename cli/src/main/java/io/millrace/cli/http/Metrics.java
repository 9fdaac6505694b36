package io.millrace.cli.http;

import io.javalin.http.Context;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.millrace.http.PartitionMeters;
import io.millrace.http.ProcessMeters;
import io.millrace.runtime.local.LocalApplication;
import io.millrace.runtime.local.SplitStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the engine counts, as Prometheus reads it. Made when it is first asked for. */
final class Metrics implements AutoCloseable {
  private final LocalApplication application;
  private final Looks looks;
  private final List<PartitionMeters> partitions = new ArrayList<>();
  private ProcessMeters meters;

  Metrics(LocalApplication application, Looks looks) {
    this.application = application;
    this.looks = looks;
  }

  /** GET /metrics */
  synchronized void scrape(Context context) {
    if (meters == null) {
      meters = new ProcessMeters(Map.of("application", application.plan().name()));
      bindPartitions();
      bindEnds(meters.registry());
    }
    meters.scrape(context);
  }

  private void bindPartitions() {
    for (int p = 0; p < application.metadata().partitions(); p++) {
      int partition = p;
      String number = Integer.toString(p);
      partitions.add(
          PartitionMeters.bind(
              meters,
              Map.of("partition", number),
              () -> looks.look().partitions().get(partition),
              counter -> application.count(partition, counter)));
      Gauge.builder(
              PartitionMeters.PREFIX + "snapshot_age_seconds",
              looks,
              of -> of.snapshotAge(partition))
          .description("seconds since the last snapshot was seen, negative without one")
          .tag("partition", number)
          .strongReference(true)
          .register(meters.registry());
    }
  }

  private void bindEnds(MeterRegistry registry) {
    application
        .plan()
        .sources()
        .forEach(
            source -> {
              Tags tags = Tags.of("source", source.name());
              counter(registry, "source_records", "read from a source", tags, source.name(), true);
              counter(
                  registry,
                  "source_malformed",
                  "items that could not be read",
                  tags,
                  source.name(),
                  false);
            });
    application
        .plan()
        .sinks()
        .forEach(
            sink ->
                FunctionCounter.builder(
                        PartitionMeters.PREFIX + "sink_records",
                        looks,
                        now -> now.look().sinks().getOrDefault(sink.name(), 0L))
                    .description("records written by a sink")
                    .tags(Tags.of("sink", sink.name()))
                    .register(registry));
  }

  private void counter(
      MeterRegistry registry, String name, String what, Tags tags, String source, boolean records) {
    FunctionCounter.builder(
            PartitionMeters.PREFIX + name,
            looks,
            now ->
                now.look().sources().getOrDefault(source, List.of()).stream()
                    .mapToLong(records ? SplitStatus::records : SplitStatus::malformed)
                    .sum())
        .description(what)
        .tags(tags)
        .register(registry);
  }

  @Override
  public synchronized void close() {
    if (meters != null) {
      meters.close();
    }
  }
}
