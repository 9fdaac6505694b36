package io.millrace.http;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.millrace.runtime.metrics.Counter;
import io.millrace.runtime.partition.PartitionStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * What a partition counts, and how it stands, as meters. Whoever binds them keeps them: they count
 * for as long as this is referenced. Read by any thread.
 */
public final class PartitionMeters {
  /** Begins the name of every meter of ours. */
  public static final String PREFIX = "millrace_";

  private final MeterRegistry registry;
  private final Tags tags;
  private final Supplier<PartitionStatus> status;
  private final List<Meter> meters = new ArrayList<>();

  private PartitionMeters(MeterRegistry registry, Tags tags, Supplier<PartitionStatus> status) {
    this.registry = registry;
    this.tags = tags;
    this.status = status;
  }

  /**
   * Adds a partition's meters to a process's.
   *
   * @param labels which partition, and of which application: names and values
   * @param status how it stands now
   * @param counts its counts
   */
  public static PartitionMeters bind(
      ProcessMeters process,
      Map<String, String> labels,
      Supplier<PartitionStatus> status,
      ToLongFunction<Counter> counts) {
    PartitionMeters meters =
        new PartitionMeters(process.registry(), ProcessMeters.tags(labels), status);
    for (Counter counter : Counter.values()) {
      meters.counter(counter, counts);
    }
    meters.gauge("lag_records", "journaled and not folded", PartitionStatus::lag);
    meters.gauge("offset", "next offset to be folded", PartitionStatus::offset);
    meters.gauge("stable_offset", "first offset not stable", PartitionStatus::stable);
    meters.gauge("end_offset", "next offset to be journaled", PartitionStatus::end);
    meters.gauge("epoch", "the epoch it is in", PartitionStatus::epoch);
    meters.gauge("journal_bytes", "size of the journal", PartitionStatus::journalBytes);
    meters.gauge("journal_full", "1 if it has no room", of -> of.journalFull() ? 1 : 0);
    meters.gauge("state_entries", "entries in state tables", PartitionStatus::stateEntries);
    meters.gauge("state_bytes", "bytes in state tables", PartitionStatus::stateBytes);
    meters.gauge("pending_calls", "calls without outcome", PartitionStatus::pendingCalls);
    meters.gauge("snapshot_offset", "of the last snapshot", PartitionStatus::snapshotOffset);
    return meters;
  }

  private void counter(Counter counter, ToLongFunction<Counter> counts) {
    meters.add(
        FunctionCounter.builder(
                PREFIX + counter.metricName(), this, of -> counts.applyAsLong(counter))
            .description(counter.description())
            .tags(tags)
            .register(registry));
  }

  private void gauge(String name, String what, ToDoubleFunction<PartitionStatus> of) {
    meters.add(
        Gauge.builder(PREFIX + name, this, now -> of.applyAsDouble(now.status.get()))
            .description(what)
            .tags(tags)
            .register(registry));
  }

  /** Takes them away again. */
  public void remove() {
    meters.forEach(registry::remove);
  }
}
