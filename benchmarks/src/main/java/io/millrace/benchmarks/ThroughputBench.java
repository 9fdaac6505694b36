package io.millrace.benchmarks;

import io.millrace.runtime.local.LocalSettings;
import io.millrace.runtime.metrics.Counter;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
  private static final List<Measure> MEASURES =
      List.of(
          new Measure("recordsPerSecond", "M records/s", 1e6, 2, true),
          new Measure("processors", "processors", 1, 2, false),
          new Measure("snapshots", "snapshots", 1, 0, false));

  @Mixin private BenchOptions options;
  @Mixin private ComparisonOptions comparison;

  @Option(
      names = "--sink",
      description =
          "Write the updates to a sink through the journal, instead of handing them to a"
              + " function in the same partition.")
  private boolean sink;

  @Override
  public Integer call() throws Exception {
    String settings = options.describe() + ", updates to " + (sink ? "a sink" : "a function");
    PrintStream progress = comparison.progress();
    progress.println(settings);
    Comparison runs = new Comparison(MEASURES, comparison.peer());
    Path peerData = comparison.peer() == null ? null : options.freshDirectory();
    try (PeerProcess peer = comparison.start(options, 0, peerData)) {
      for (int run = 0; run < options.runs(); run++) {
        runs.addOurs(measure(run + 1, progress));
        if (peer != null) {
          Map<String, String> answer = peer.run();
          double[] peers = {
            Double.parseDouble(answer.get("records-per-second")),
            Double.parseDouble(answer.get("processors")),
            Double.parseDouble(answer.get("snapshots"))
          };
          runs.addPeers(peers);
          progress.printf(
              Locale.ROOT,
              "run %d: %.2f M records/s on %s (snapshots %.0f, %.2f processors used)%n",
              run + 1,
              peers[0] / 1e6,
              comparison.peer(),
              peers[2],
              peers[1]);
        }
      }
    } finally {
      options.delete(peerData);
    }
    Spread rates = runs.ours(0);
    progress.printf(
        Locale.ROOT,
        "throughput: median %.2f M records/s, min %.2f, max %.2f (%d runs of %d s)%n",
        rates.median() / 1e6,
        rates.least() / 1e6,
        rates.greatest() / 1e6,
        options.runs(),
        options.measured().toSeconds());
    comparison.report("throughput", settings, runs);
    return 0;
  }

  /** One run of ours: what the measures say. */
  private double[] measure(int run, PrintStream progress) throws Exception {
    LocalSettings settings = options.settings();
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
      double rate = (app.running().count(Counter.RECORDS_EMITTED) - sales) / seconds;
      double processors = (options.processCpuNs() - cpuNs) / 1e9 / seconds;
      long snapshots = app.running().count(Counter.SNAPSHOTS);
      progress.printf(
          Locale.ROOT,
          "run %d: %.2f M records/s (%.2f M/s through the journal, snapshots %d, %.2f processors"
              + " used)%n",
          run,
          rate / 1e6,
          (app.running().count(Counter.RECORDS_IN) - records) / seconds / 1e6,
          snapshots,
          processors);
      return new double[] {rate, processors, snapshots};
    } finally {
      options.delete(data);
    }
  }
}
