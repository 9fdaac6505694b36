package io.millrace.benchmarks;

import io.millrace.runtime.local.LocalSettings;
import io.millrace.runtime.metrics.Counter;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
  private static final List<Measure> MEASURES =
      List.of(
          new Measure("p50Ns", "p50 us", 1e3, 1, true),
          new Measure("p90Ns", "p90 us", 1e3, 1, true),
          new Measure("p99Ns", "p99 us", 1e3, 1, true),
          new Measure("p999Ns", "p99.9 us", 1e3, 1, true),
          new Measure("p9999Ns", "p99.99 us", 1e3, 1, true),
          new Measure("maxNs", "max us", 1e3, 1, true),
          new Measure("records", "records", 1, 0, false),
          new Measure("snapshots", "snapshots", 1, 0, false));

  @Mixin private BenchOptions options;
  @Mixin private ComparisonOptions comparison;

  @Option(
      names = "--rate",
      defaultValue = "100000",
      description = "Records per second (default: ${DEFAULT-VALUE}).")
  private long rate;

  @Override
  public Integer call() throws Exception {
    options.defaultSlots(1);
    String settings = options.describe() + ", rate " + rate + "/s";
    PrintStream progress = comparison.progress();
    progress.println(settings);
    Comparison runs = new Comparison(MEASURES, comparison.peer());
    Histogram all = histogram();
    Histogram allOfPeer = histogram();
    Path peerData = comparison.peer() == null ? null : options.freshDirectory();
    try (PeerProcess peer = comparison.start(options, rate, peerData)) {
      for (int run = 1; run <= options.runs(); run++) {
        Histogram latencyNs = histogram();
        long snapshots = measure(latencyNs);
        print(progress, "run " + run, latencyNs, snapshots);
        runs.addOurs(values(latencyNs, snapshots));
        all.add(latencyNs);
        if (peer != null) {
          Map<String, String> answer = peer.run();
          Histogram peerNs = decode(answer.get("latency-ns"));
          long peerSnapshots = Long.parseLong(answer.get("snapshots"));
          print(progress, "run " + run + " on " + comparison.peer(), peerNs, peerSnapshots);
          runs.addPeers(values(peerNs, peerSnapshots));
          allOfPeer.add(peerNs);
        }
      }
    } finally {
      options.delete(peerData);
    }
    print(progress, "all runs", all, -1);
    if (comparison.peer() != null) {
      print(progress, "all runs on " + comparison.peer(), allOfPeer, -1);
    }
    comparison.report("latency", settings, runs);
    return 0;
  }

  /** One run of ours; returns how many snapshots were taken. */
  private long measure(Histogram latencyNs) throws Exception {
    LocalSettings settings = options.settings();
    Path data = options.freshData();
    CountingSink sink = new CountingSink(latencyNs);
    SaleSource source = new SaleSource(1, options.keys(), Long.MAX_VALUE, rate);
    try (BenchApplication app = new BenchApplication(settings, data, source, sink)) {
      app.running().start();
      options.await(app.running(), options.warmUp());
      sink.startRecording();
      options.await(app.running(), options.measured());
      return app.running().count(Counter.SNAPSHOTS);
    } finally {
      options.delete(data);
    }
  }

  private static Histogram histogram() {
    return new Histogram(TimeUnit.SECONDS.toNanos(60), 3);
  }

  private static Histogram decode(String text) throws Exception {
    byte[] bytes = Base64.getDecoder().decode(text);
    return Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(bytes), 0);
  }

  private static double[] values(Histogram ns, long snapshots) {
    return new double[] {
      ns.getValueAtPercentile(50),
      ns.getValueAtPercentile(90),
      ns.getValueAtPercentile(99),
      ns.getValueAtPercentile(99.9),
      ns.getValueAtPercentile(99.99),
      ns.getMaxValue(),
      ns.getTotalCount(),
      snapshots
    };
  }

  private static void print(PrintStream to, String what, Histogram ns, long snapshots) {
    to.printf(
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
