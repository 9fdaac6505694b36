package io.millrace.benchmarks.cluster;

import io.millrace.benchmarks.OutputOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the loss of processes does to an application. */
@Command(
    name = "outage",
    description = {
      "Kills and freezes processes of a cluster on this machine while probes flow at a fixed rate.",
      "Tells for each how long nothing came of the partitions that were lost, and what the others'"
          + " latency was before and after; in the end, whether every probe arrived exactly once."
    },
    mixinStandardHelpOptions = true)
public final class OutageBench implements Callable<Integer> {
  private static final String COORDINATOR = "coordinator";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long SETTLE_MS = 500;

  @Mixin private OutputOptions output;

  @Option(
      names = "--mishaps",
      defaultValue = "10",
      description = "How many processes are killed or frozen (default: ${DEFAULT-VALUE}).")
  private int mishaps;

  @Option(
      names = "--rate",
      defaultValue = "100000",
      description = "Records per second (default: ${DEFAULT-VALUE}).")
  private long rate;

  @Option(
      names = "--workers",
      defaultValue = "3",
      description = "Worker processes (default: ${DEFAULT-VALUE}).")
  private int workers;

  @Option(
      names = "--partitions",
      defaultValue = "12",
      description = "Partitions (default: ${DEFAULT-VALUE}).")
  private int partitions;

  @Option(
      names = "--keys",
      defaultValue = "100000",
      description = "Keys, uniform (default: ${DEFAULT-VALUE}).")
  private long keys;

  @Option(
      names = "--durability",
      defaultValue = "replicated",
      description =
          "replicated: followers take over; local: lost partitions are recovered by the worker's"
              + " next process (default: ${DEFAULT-VALUE}).")
  private String durability;

  @Option(
      names = "--seconds",
      defaultValue = "5",
      description =
          "Seconds before each mishap, and after it, that latencies are compared of (default:"
              + " ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(names = "--seed", description = "Which processes are hit, and how.")
  private Long seed;

  /** What is done to a process. */
  enum Mishap {
    KILL,
    FREEZE,
    KILL_COORDINATOR
  }

  @Override
  public Integer call() throws Exception {
    long used = seed == null ? System.nanoTime() & 0xFFFFFF : seed;
    Random random = new Random(used);
    String settings =
        String.format(
            Locale.ROOT,
            "workers %d, partitions %d, keys %d, rate %d/s, durability %s, seed %d",
            workers,
            partitions,
            keys,
            rate,
            durability,
            used);
    PrintStream progress = output.progress();
    progress.println(settings);
    List<Outage> outages = new ArrayList<>();
    Arrivals arrivals;
    try (BenchCluster cluster = new BenchCluster(workers, "off", List.of());
        Trace trace = new Trace(cluster.trace())) {
      Schedule schedule = cluster.deploy(rate, workers, keys, partitions, durability);
      arrivals = new Arrivals(schedule, trace, partitions);
      for (int i = 1; i <= mishaps; i++) {
        Mishap mishap =
            i <= Mishap.values().length
                ? Mishap.values()[i - 1]
                : Mishap.values()[random.nextInt(Mishap.values().length)];
        Outage outage = happen(mishap, cluster, arrivals, random);
        outages.add(outage);
        progress.println(i + " " + outage.text());
      }
      arrivals.readAllDueBy(System.nanoTime(), PATIENCE);
    }
    progress.println(arrivals.text());
    output.report("outage", settings, Map.of("mishaps", outages, "arrivals", arrivals.summary()));
    return arrivals.isExact() ? 0 : 1;
  }

  private Outage happen(Mishap mishap, BenchCluster cluster, Arrivals arrivals, Random random)
      throws InterruptedException, IOException {
    Map<String, Long> pids = cluster.awaitWorkers();
    Layout layout = settled(cluster);
    String victim =
        mishap == Mishap.KILL_COORDINATOR
            ? COORDINATOR
            : List.copyOf(pids.keySet()).get(random.nextInt(pids.size()));
    long pid = mishap == Mishap.KILL_COORDINATOR ? cluster.coordinatorPid() : pids.get(victim);
    Window before = new Window(arrivals.schedule(), layout, victim, Long.MAX_VALUE);
    arrivals.listen(System.nanoTime(), before);
    TimeUnit.SECONDS.sleep(seconds);
    long atNs = System.nanoTime();
    long untilNs = atNs + TimeUnit.SECONDS.toNanos(seconds);
    Window after = new Window(arrivals.schedule(), layout, victim, untilNs);
    arrivals.listen(atNs, after);
    signal(mishap == Mishap.FREEZE ? "STOP" : "KILL", pid);
    long frozenMs = 0;
    if (mishap == Mishap.FREEZE) {
      frozenMs = 200L + random.nextInt(3000);
      TimeUnit.MILLISECONDS.sleep(frozenMs);
      signal("CONT", pid); // it may be gone by now
    } else if (mishap == Mishap.KILL_COORDINATOR) {
      cluster.start();
    }
    TimeUnit.NANOSECONDS.sleep(untilNs - System.nanoTime());
    cluster.await("all partitions live", BenchCluster::isWhole);
    arrivals.readUntil(System.nanoTime());
    return Outage.of(mishap == Mishap.FREEZE ? "freeze" : "kill", victim, frozenMs, before, after);
  }

  /** Where what is when nothing was moved for a while. */
  private Layout settled(BenchCluster cluster) throws InterruptedException {
    Layout layout = null;
    while (true) {
      cluster.await("all partitions live and in sync", BenchCluster::isWhole);
      Layout seen = cluster.layout();
      if (seen.equals(layout)) {
        return seen;
      }
      layout = seen;
      TimeUnit.MILLISECONDS.sleep(SETTLE_MS);
    }
  }

  private static void signal(String name, long pid) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(pid))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }
}
