package io.millrace.cli.http;

import io.javalin.http.Context;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.millrace.runtime.local.LocalApplication;
import io.millrace.runtime.local.SplitStatus;
import io.millrace.runtime.metrics.Counter;
import io.millrace.runtime.partition.PartitionStatus;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What the engine counts, as Prometheus reads it. Made when it is first asked for. */
final class Metrics implements AutoCloseable {
  private static final String PREFIX = "millrace_";

  private final LocalApplication application;
  private final Looks looks;
  private PrometheusMeterRegistry registry;
  private JvmGcMetrics collections;

  Metrics(LocalApplication application, Looks looks) {
    this.application = application;
    this.looks = looks;
  }

  /** GET /metrics */
  void scrape(Context context) {
    context.contentType("text/plain; version=0.0.4; charset=utf-8").result(scrape());
  }

  private synchronized String scrape() {
    if (registry == null) {
      registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
      registry.config().commonTags("application", application.plan().name());
      bindPartitions();
      bindEnds();
      bindJvm();
    }
    return registry.scrape();
  }

  private void bindPartitions() {
    for (int p = 0; p < application.metadata().partitions(); p++) {
      int partition = p;
      Tags tags = Tags.of("partition", Integer.toString(p));
      for (Counter counter : Counter.values()) {
        FunctionCounter.builder(
                PREFIX + counter.metricName(), application, of -> of.count(partition, counter))
            .description(counter.description())
            .tags(tags)
            .register(registry);
      }
      gauge("lag_records", "journaled and not folded", p, tags, PartitionStatus::lag);
      gauge("offset", "next offset to be folded", p, tags, PartitionStatus::offset);
      gauge("stable_offset", "first offset not stable", p, tags, PartitionStatus::stable);
      gauge("end_offset", "next offset to be journaled", p, tags, PartitionStatus::end);
      gauge("epoch", "the epoch it is in", p, tags, PartitionStatus::epoch);
      gauge("journal_bytes", "size of the journal", p, tags, PartitionStatus::journalBytes);
      gauge("journal_full", "1 if it has no room", p, tags, of -> of.journalFull() ? 1 : 0);
      gauge("state_entries", "entries in state tables", p, tags, PartitionStatus::stateEntries);
      gauge("state_bytes", "bytes in state tables", p, tags, PartitionStatus::stateBytes);
      gauge("pending_calls", "calls without outcome", p, tags, PartitionStatus::pendingCalls);
      gauge("snapshot_offset", "of the last snapshot", p, tags, PartitionStatus::snapshotOffset);
      Gauge.builder(PREFIX + "snapshot_age_seconds", looks, of -> of.snapshotAge(partition))
          .description("seconds since the last snapshot was seen, negative without one")
          .tags(tags)
          .strongReference(true)
          .register(registry);
    }
  }

  private void gauge(
      String name, String what, int partition, Tags tags, ToDoubleFunction<PartitionStatus> of) {
    Gauge.builder(
            PREFIX + name, looks, now -> of.applyAsDouble(now.look().partitions().get(partition)))
        .description(what)
        .tags(tags)
        .strongReference(true)
        .register(registry);
  }

  private void bindEnds() {
    application
        .plan()
        .sources()
        .forEach(
            source -> {
              Tags tags = Tags.of("source", source.name());
              counter("source_records", "read from a source", tags, source.name(), true);
              counter(
                  "source_malformed", "items that could not be read", tags, source.name(), false);
            });
    application
        .plan()
        .sinks()
        .forEach(
            sink ->
                FunctionCounter.builder(
                        PREFIX + "sink_records",
                        looks,
                        now -> now.look().sinks().getOrDefault(sink.name(), 0L))
                    .description("records written by a sink")
                    .tags(Tags.of("sink", sink.name()))
                    .register(registry));
  }

  private void counter(String name, String what, Tags tags, String source, boolean records) {
    FunctionCounter.builder(
            PREFIX + name,
            looks,
            now ->
                now.look().sources().getOrDefault(source, List.of()).stream()
                    .mapToLong(records ? SplitStatus::records : SplitStatus::malformed)
                    .sum())
        .description(what)
        .tags(tags)
        .register(registry);
  }

  private void bindJvm() {
    collections = new JvmGcMetrics();
    collections.bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
  }

  @Override
  public synchronized void close() {
    if (registry != null) {
      collections.close();
      registry.close();
    }
  }
}
