package io.millrace.http;

import io.javalin.http.Context;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** The meters of this process, those of its JVM among them, as Prometheus reads them. */
public final class ProcessMeters implements AutoCloseable {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();
  private final List<LongSupplier> counts = new ArrayList<>();

  /**
   * Begins with those of the JVM.
   *
   * @param labels names and values that all of them have
   */
  public ProcessMeters(Map<String, String> labels) {
    registry.config().commonTags(tags(labels));
    collections.bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
  }

  static Tags tags(Map<String, String> labels) {
    return Tags.of(
        labels.entrySet().stream().map(label -> Tag.of(label.getKey(), label.getValue())).toList());
  }

  /** Where others are added. */
  public MeterRegistry registry() {
    return registry;
  }

  /** Adds a count of the process; counts for as long as the process's meters do. */
  public void counter(String name, String description, LongSupplier count) {
    FunctionCounter.builder(PartitionMeters.PREFIX + name, count, LongSupplier::getAsLong)
        .description(description)
        .register(registry);
    counts.add(count); // the registry holds it weakly
  }

  /** Answers with what all of them say now. */
  public void scrape(Context context) {
    context.contentType("text/plain; version=0.0.4; charset=utf-8").result(registry.scrape());
  }

  @Override
  public void close() {
    collections.close();
    registry.close();
  }
}
