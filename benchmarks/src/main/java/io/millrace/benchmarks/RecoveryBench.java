package io.millrace.benchmarks;

import io.millrace.runtime.local.LocalApplication;
import io.millrace.runtime.local.LocalSettings;
import io.millrace.runtime.metrics.Counter;
import io.millrace.runtime.partition.PartitionStatus;
import io.millrace.runtime.partition.Phase;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How long a killed process takes from its restart until it is live again. */
@Command(
    name = "recovery",
    description =
        "Seconds from the start of a process until it is live: all keys, a snapshot, then seconds"
            + " of journal at a rate, then the process is killed.",
    mixinStandardHelpOptions = true)
final class RecoveryBench implements Callable<Integer> {
  @Mixin private BenchOptions options;

  @Option(
      names = "--rate",
      defaultValue = "100000",
      description = "Records per second after the snapshot (default: ${DEFAULT-VALUE}).")
  private long rate;

  @Option(names = "--part", hidden = true, description = "Internal: prepare or recover.")
  private String part;

  @Override
  public Integer call() throws Exception {
    if (part == null) {
      return parent();
    }
    Path data = options.data();
    RecoverySource source = new RecoverySource(options.keys(), rate);
    LocalSettings settings = options.settings().withSnapshotInterval(Duration.ofDays(1));
    BenchApplication app = new BenchApplication(settings, data, source, null);
    app.running().start();
    if (part.equals("prepare")) {
      prepare(app.running(), source);
    } else {
      recover(app.running());
    }
    Runtime.getRuntime().halt(0);
    return 0;
  }

  private int parent() throws Exception {
    System.out.println(options.describe() + ", " + rate + "/s after the snapshot");
    for (int run = 1; run <= options.runs(); run++) {
      Path data = options.freshData();
      System.out.print("run " + run + ": ");
      child("prepare", data);
      child("recover", data);
      options.delete(data);
    }
    return 0;
  }

  private void child(String what, Path data) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(BenchMain.class.getName(), "recovery", "--part", what));
    command.addAll(List.of("--data", data.toString(), "--keys", "" + options.keys()));
    command.addAll(List.of("--rate", "" + rate, "--seconds", "" + options.measured().toSeconds()));
    int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
    if (exit != 0) {
      throw new IllegalStateException(what + " failed: exit=" + exit);
    }
  }

  private void prepare(LocalApplication running, RecoverySource source) throws Exception {
    await(running, options.keys());
    running.snapshot(Duration.ofSeconds(60));
    source.goOn();
    await(running, options.keys() + rate * options.measured().toSeconds());
  }

  private void await(LocalApplication running, long records) throws InterruptedException {
    while (running.count(Counter.RECORDS_IN) < records) {
      options.await(running, Duration.ofMillis(20));
    }
  }

  private void recover(LocalApplication running) throws InterruptedException {
    double opened = sinceStart();
    while (!running.status().partitions().stream().allMatch(RecoveryBench::isLive)) {
      options.await(running, Duration.ofMillis(1));
    }
    System.out.printf(
        Locale.ROOT,
        "live %.2f s after the process started (snapshots loaded after %.2f s; %d records"
            + " replayed, %d entries of state)%n",
        sinceStart(),
        opened,
        running.count(Counter.RECORDS_REPLAYED),
        running.status().partitions().stream().mapToLong(PartitionStatus::stateEntries).sum());
  }

  private static boolean isLive(PartitionStatus status) {
    return status.phase() == Phase.LIVE;
  }

  private static double sinceStart() {
    return (System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime()) / 1e3;
  }
}
