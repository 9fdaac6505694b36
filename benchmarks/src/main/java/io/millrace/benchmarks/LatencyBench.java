package io.millrace.benchmarks;

import io.millrace.runtime.local.LocalSettings;
import io.millrace.runtime.metrics.Counter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Keyed count and sum at a fixed rate, from the intended send time to the sink. */
@Command(
    name = "latency",
    description = "Open-loop latency from the intended send time to the sink, at a fixed rate.",
    mixinStandardHelpOptions = true)
final class LatencyBench implements Callable<Integer> {
  @Mixin private BenchOptions options;

  @Option(
      names = "--rate",
      defaultValue = "100000",
      description = "Records per second (default: ${DEFAULT-VALUE}).")
  private long rate;

  @Override
  public Integer call() throws Exception {
    options.defaultSlots(1);
    LocalSettings settings = options.settings();
    System.out.println(options.describe() + ", rate " + rate + "/s");
    Histogram all = histogram();
    for (int run = 0; run < options.runs(); run++) {
      Path data = options.freshData();
      Histogram latencyNs = histogram();
      CountingSink sink = new CountingSink(latencyNs);
      SaleSource source = new SaleSource(1, options.keys(), Long.MAX_VALUE, rate);
      try (BenchApplication app = new BenchApplication(settings, data, source, sink)) {
        app.running().start();
        options.await(app.running(), options.warmUp());
        sink.startRecording();
        options.await(app.running(), options.measured());
        print("run " + (run + 1), latencyNs, app.running().count(Counter.SNAPSHOTS));
      }
      all.add(latencyNs);
      options.delete(data);
    }
    print("all runs", all, -1);
    return 0;
  }

  private static Histogram histogram() {
    return new Histogram(TimeUnit.SECONDS.toNanos(60), 3);
  }

  private static void print(String what, Histogram ns, long snapshots) {
    System.out.printf(
        Locale.ROOT,
        "%s: p50 %.1f us, p90 %.1f us, p99 %.1f us, p99.9 %.1f us, p99.99 %.1f us, max %.1f us"
            + " (%d records%s)%n",
        what,
        ns.getValueAtPercentile(50) / 1e3,
        ns.getValueAtPercentile(90) / 1e3,
        ns.getValueAtPercentile(99) / 1e3,
        ns.getValueAtPercentile(99.9) / 1e3,
        ns.getValueAtPercentile(99.99) / 1e3,
        ns.getMaxValue() / 1e3,
        ns.getTotalCount(),
        snapshots < 0 ? "" : ", " + snapshots + " snapshots");
  }
}
