package io.millrace.benchmarks;

import io.millrace.runtime.local.LocalSettings;
import io.millrace.runtime.metrics.Counter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Keyed count and sum as fast as it goes. */
@Command(
    name = "throughput",
    description =
        "Records per second: 24-byte records, uniform keys, keyed count and sum, an update per record.",
    mixinStandardHelpOptions = true)
final class ThroughputBench implements Callable<Integer> {
  @Mixin private BenchOptions options;

  @Option(
      names = "--sink",
      description =
          "Write the updates to a sink through the journal, instead of handing them to a"
              + " function in the same partition.")
  private boolean sink;

  @Override
  public Integer call() throws Exception {
    LocalSettings settings = options.settings();
    System.out.println(options.describe() + ", updates to " + (sink ? "a sink" : "a function"));
    double[] rates = new double[options.runs()];
    for (int run = 0; run < rates.length; run++) {
      Path data = options.freshData();
      SaleSource source = new SaleSource(settings.slots(), options.keys(), Long.MAX_VALUE, 0);
      try (BenchApplication app =
          new BenchApplication(settings, data, source, sink ? new CountingSink(null) : null)) {
        app.running().start();
        options.await(app.running(), options.warmUp());
        long records = app.running().count(Counter.RECORDS_IN);
        long sales = app.running().count(Counter.RECORDS_EMITTED);
        long cpuNs = options.processCpuNs();
        long startNs = System.nanoTime();
        options.await(app.running(), options.measured());
        double seconds = (System.nanoTime() - startNs) / 1e9;
        rates[run] = (app.running().count(Counter.RECORDS_EMITTED) - sales) / seconds;
        System.out.printf(
            Locale.ROOT,
            "run %d: %.2f M records/s (%.2f M/s through the journal, snapshots %d, %.2f processors"
                + " used)%n",
            run + 1,
            rates[run] / 1e6,
            (app.running().count(Counter.RECORDS_IN) - records) / seconds / 1e6,
            app.running().count(Counter.SNAPSHOTS),
            (options.processCpuNs() - cpuNs) / 1e9 / seconds);
      }
      options.delete(data);
    }
    Arrays.sort(rates);
    System.out.printf(
        Locale.ROOT,
        "throughput: median %.2f M records/s, min %.2f, max %.2f (%d runs of %d s)%n",
        rates[rates.length / 2] / 1e6,
        rates[0] / 1e6,
        rates[rates.length - 1] / 1e6,
        rates.length,
        Duration.ofNanos(options.measured().toNanos()).toSeconds());
    return 0;
  }
}
