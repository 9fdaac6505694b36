package io.millrace.benchmarks.cluster;

import io.millrace.benchmarks.OutputOptions;
import io.millrace.benchmarks.TransportBench;
import io.millrace.benchmarks.TransportBenchReceiver;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Latency of an application on two workers, beside Aeron's. */
@Command(
    name = "cluster",
    description = {
      "Open-loop latency across two worker processes on this machine, from the intended send time"
          + " to the sink: of probes that are read on one worker, counted on the other and taken"
          + " there by the sink.",
      "Beside it, in the same run, Aeron alone one way between two processes."
    },
    mixinStandardHelpOptions = true)
public final class ClusterBench implements Callable<Integer> {
  private static final int PARTITIONS = 16;
  private static final int WORKERS = 2;
  private static final int SPLITS = 4;
  private static final long SAMPLE_NS = TimeUnit.SECONDS.toNanos(1);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Mixin private OutputOptions output;

  @Option(
      names = "--rate",
      defaultValue = "100000",
      description = "Records per second (default: ${DEFAULT-VALUE}).")
  private long rate;

  @Option(
      names = "--keys",
      defaultValue = "100000",
      description = "Keys, uniform (default: ${DEFAULT-VALUE}).")
  private long keys;

  @Option(
      names = "--durability",
      split = ",",
      defaultValue = "local,replicated",
      description =
          "local, replicated, mirrored, or several, one after the other (default:"
              + " ${DEFAULT-VALUE}).")
  private List<String> durabilities;

  @Option(
      names = "--mirror",
      paramLabel = "URI",
      description = {
        "Where the mirror is, with all durabilities; how far it lags is told as well.",
        "If not given, only mirrored has one, in a directory beside the cluster's."
      })
  private String mirror;

  @Option(names = "--encryption", description = "Encrypt what the workers send each other.")
  private boolean encryption;

  @Option(
      names = "--warm-up",
      defaultValue = "10",
      description = "Seconds before each measurement (default: ${DEFAULT-VALUE}).")
  private int warmUpSeconds;

  @Option(
      names = "--seconds",
      defaultValue = "10",
      description = "Seconds of each measurement (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--runs",
      defaultValue = "3",
      description = "Times that each is measured, in turn (default: ${DEFAULT-VALUE}).")
  private int runs;

  /** What a run gave; {@code timesAeron} divides p50 by that of Aeron alone in the same run. */
  record Measured(int run, String what, Latency latency, double timesAeron) {}

  /** From the intended send time to the sink, ns. */
  record Latency(long p50Ns, long p90Ns, long p99Ns, long p999Ns, long maxNs, long records) {
    static Latency of(Histogram ns) {
      return new Latency(
          ns.getValueAtPercentile(50),
          ns.getValueAtPercentile(90),
          ns.getValueAtPercentile(99),
          ns.getValueAtPercentile(99.9),
          ns.getMaxValue(),
          ns.getTotalCount());
    }
  }

  @Override
  public Integer call() throws Exception {
    String settings =
        "workers "
            + WORKERS
            + ", partitions "
            + PARTITIONS
            + ", keys "
            + keys
            + ", rate "
            + rate
            + "/s"
            + (encryption ? ", encrypted" : "");
    output.progress().println(settings);
    List<Measured> measured = new ArrayList<>();
    for (int run = 1; run <= runs; run++) {
      TransportBenchReceiver.Latency aeron =
          TransportBench.latencyOfAeron(rate, warmUpSeconds, seconds);
      Latency bare =
          new Latency(
              aeron.p50Ns(),
              aeron.p90Ns(),
              aeron.p99Ns(),
              aeron.p999Ns(),
              aeron.maxNs(),
              aeron.frames());
      measured.add(tell(new Measured(run, "aeron alone", bare, 1)));
      for (String durability : durabilities) {
        Latency latency = Latency.of(measure(durability));
        double times = (double) latency.p50Ns() / bare.p50Ns();
        measured.add(tell(new Measured(run, durability, latency, times)));
      }
    }
    output.report("cluster", settings, Map.of("runs", measured));
    return 0;
  }

  private String mirrorFor(String durability) {
    if (mirror != null) {
      return mirror;
    }
    return durability.equals("mirrored") ? BenchCluster.OWN_MIRROR : "off";
  }

  private Histogram measure(String durability) throws Exception {
    Histogram acrossNs = new Histogram(TimeUnit.SECONDS.toNanos(60), 3);
    try (BenchCluster cluster =
            new BenchCluster(
                WORKERS,
                mirrorFor(durability),
                List.of("--encryption", encryption ? "on" : "off"));
        Trace trace = new Trace(cluster.trace())) {
      Schedule schedule = cluster.deploy(rate, SPLITS, keys, PARTITIONS, durability);
      cluster.await("all partitions live", BenchCluster::isWhole);
      long fromNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(warmUpSeconds);
      long untilNs = fromNs + TimeUnit.SECONDS.toNanos(seconds);
      Layout layout = cluster.layout();
      Arrivals arrivals = new Arrivals(schedule, trace, PARTITIONS);
      arrivals.listen(
          Long.MIN_VALUE,
          (arrivalNs, number, partition) -> {
            long dueNs = schedule.dueNs(number);
            if (dueNs >= fromNs
                && dueNs < untilNs
                && layout.owner(partition).equals(layout.sink())
                && !layout.reader(schedule.split(number)).equals(layout.sink())) {
              acrossNs.recordValue(
                  Math.min(arrivalNs - dueNs, acrossNs.getHighestTrackableValue()));
            }
          });
      MirrorLag lag = new MirrorLag();
      while (System.nanoTime() < untilNs) {
        TimeUnit.NANOSECONDS.sleep(Math.max(0, Math.min(SAMPLE_NS, untilNs - System.nanoTime())));
        if (System.nanoTime() >= fromNs) {
          lag.sample(cluster.application());
        }
      }
      if (mirror != null) {
        output.progress().println(durability + ", " + lag.text(rate));
      }
      arrivals.readAllDueBy(untilNs, PATIENCE); // also those that are late
      if (!arrivals.isExact()) {
        throw new IllegalStateException(
            arrivals.text() + " within " + PATIENCE.toSeconds() + " s; is --rate too high?");
      }
      if (!cluster.layout().equals(layout)) {
        throw new IllegalStateException("partitions were moved meanwhile; measure again");
      }
    }
    if (acrossNs.getTotalCount() == 0) {
      throw new IllegalStateException(
          "no probe went from one worker to the other: durability=" + durability);
    }
    return acrossNs;
  }

  private Measured tell(Measured measured) {
    PrintStream to = output.progress();
    Latency latency = measured.latency();
    to.printf(
        Locale.ROOT,
        "run %d, %-12s p50 %.1f us (%.2f times aeron), p90 %.1f us, p99 %.1f us, p99.9 %.1f us,"
            + " max %.1f us (%d records)%n",
        measured.run(),
        measured.what() + ":",
        latency.p50Ns() / 1e3,
        measured.timesAeron(),
        latency.p90Ns() / 1e3,
        latency.p99Ns() / 1e3,
        latency.p999Ns() / 1e3,
        latency.maxNs() / 1e3,
        latency.records());
    return measured;
  }
}
