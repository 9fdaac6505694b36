package io.millrace.benchmarks;

import io.millrace.cli.StateOptions;
import io.millrace.runtime.local.LocalApplication;
import io.millrace.runtime.local.LocalSettings;
import io.millrace.runtime.metrics.Counter;
import io.millrace.runtime.partition.PartitionStatus;
import io.millrace.runtime.state.StateChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Keyed count and sum over more keys than fit into memory. */
@Command(
    name = "state",
    description =
        "Records per second while every key is loaded once, then with random keys, and the resident"
            + " size of the process: keyed count and sum, 24-byte records. State is on rocksdb unless"
            + " told otherwise.",
    mixinStandardHelpOptions = true)
final class StateBench implements Callable<Integer> {
  private static final int REPORT_SECONDS = 10;

  @Mixin private BenchOptions options;
  @Mixin private OutputOptions output;

  @Mixin private StateOptions state;

  @Option(
      names = "--zipf",
      description = "Draw keys by Zipf's law with this skew, 0.99 for instance (default: uniform).")
  private Double zipf;

  @Override
  public Integer call() throws Exception {
    StateChoice choice = state.choice("rocksdb");
    LocalSettings settings = options.settings();
    String described =
        options.describe()
            + ", state "
            + choice
            + (zipf == null ? ", uniform keys" : ", Zipf " + zipf);
    output.progress().println(described);
    Map<String, Object> result = new LinkedHashMap<>();
    Path data = options.freshData();
    Zipf law = zipf == null ? null : new Zipf(options.keys(), zipf);
    StateSource source = new StateSource(settings.slots(), options.keys(), law);
    try (BenchApplication app = new BenchApplication(settings, data, source, null, choice)) {
      app.running().start();
      result.put("load", load(app.running()));
      source.goOn();
      options.await(app.running(), options.warmUp());
      List<Slice> runs = new ArrayList<>();
      for (int run = 1; run <= options.runs(); run++) {
        runs.add(measure("random keys", app.running(), options.measured()));
      }
      result.put("runs", runs);
    }
    options.delete(data);
    output.report("state", described, result);
    return 0;
  }

  /** What was measured while every key was loaded. */
  record Load(long keys, double seconds, double recordsPerSecond, double processors) {}

  /** What was measured for a while; entries and bytes are those at its end. */
  record Slice(
      double recordsPerSecond,
      long stateEntries,
      long stateBytes,
      long residentBytes,
      long snapshots,
      double processors) {}

  private Load load(LocalApplication running) throws Exception {
    long startNs = System.nanoTime();
    long cpuNs = options.processCpuNs();
    while (running.count(Counter.RECORDS_IN) < options.keys()) {
      measure("load", running, Duration.ofSeconds(REPORT_SECONDS));
    }
    double seconds = (System.nanoTime() - startNs) / 1e9;
    double processors = (options.processCpuNs() - cpuNs) / 1e9 / seconds;
    Load load = new Load(options.keys(), seconds, options.keys() / seconds, processors);
    output
        .progress()
        .printf(
            Locale.ROOT,
            "load: %d keys in %.0f s, %.3f M records/s, %.2f processors used%n",
            load.keys(),
            load.seconds(),
            load.recordsPerSecond() / 1e6,
            load.processors());
    return load;
  }

  private Slice measure(String what, LocalApplication running, Duration time) throws Exception {
    long before = running.count(Counter.RECORDS_IN);
    long snapshots = running.count(Counter.SNAPSHOTS);
    long cpuNs = options.processCpuNs();
    long startNs = System.nanoTime();
    options.await(running, time);
    double seconds = (System.nanoTime() - startNs) / 1e9;
    long after = running.count(Counter.RECORDS_IN);
    Slice slice =
        new Slice(
            (after - before) / seconds,
            sum(running, false),
            sum(running, true),
            residentBytes(),
            running.count(Counter.SNAPSHOTS) - snapshots,
            (options.processCpuNs() - cpuNs) / 1e9 / seconds);
    output
        .progress()
        .printf(
            Locale.ROOT,
            "%s: %.3f M records/s; %.1f M entries, state %.2f GiB, resident %.2f GiB, snapshots %d,"
                + " %.2f processors used%n",
            what,
            slice.recordsPerSecond() / 1e6,
            slice.stateEntries() / 1e6,
            slice.stateBytes() / (double) (1 << 30),
            slice.residentBytes() / (double) (1 << 30),
            slice.snapshots(),
            slice.processors());
    return slice;
  }

  private static long sum(LocalApplication running, boolean bytes) {
    long sum = 0;
    for (PartitionStatus status : running.status().partitions()) {
      sum += bytes ? status.stateBytes() : status.stateEntries();
    }
    return sum;
  }

  /** Memory that the process has, by Linux; 0 elsewhere. */
  private static long residentBytes() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
        .findFirst()
        .orElse(0);
  }
}
