package io.millrace.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.connector.files.JsonValues;
import io.millrace.runtime.local.LocalApplication;
import io.millrace.runtime.local.LocalSettings;
import io.millrace.runtime.metrics.Counter;
import io.millrace.runtime.partition.PartitionStatus;
import io.millrace.runtime.partition.Phase;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
  private static final ObjectMapper JSON = JsonValues.mapper();

  @Mixin private BenchOptions options;
  @Mixin private OutputOptions output;

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
    String settings = options.describe() + ", " + rate + "/s after the snapshot";
    PrintStream progress = output.progress();
    progress.println(settings);
    List<Recovered> runs = new ArrayList<>();
    for (int run = 1; run <= options.runs(); run++) {
      Path data = options.freshData();
      child("prepare", data);
      Recovered recovered = JSON.readValue(child("recover", data), Recovered.class);
      progress.printf(
          Locale.ROOT,
          "run %d: live %.2f s after the process started (snapshots loaded after %.2f s; %d records"
              + " replayed, %d entries of state)%n",
          run,
          recovered.seconds(),
          recovered.secondsToSnapshots(),
          recovered.recordsReplayed(),
          recovered.stateEntries());
      runs.add(recovered);
      options.delete(data);
    }
    Spread seconds = Spread.of(runs.stream().mapToDouble(Recovered::seconds).toArray());
    output.report("recovery", settings, Map.of("runs", runs, "seconds", seconds));
    return 0;
  }

  /**
   * What came of a restart.
   *
   * @param seconds from the start of the process until it was live
   * @param secondsToSnapshots until snapshots were loaded
   */
  record Recovered(
      double seconds, double secondsToSnapshots, long recordsReplayed, long stateEntries) {}

  /** Runs a part in a process of its own; returns the last line that it printed. */
  private String child(String what, Path data) throws IOException, InterruptedException {
    List<String> command =
        ChildJvm.command(
            BenchMain.class,
            List.of(
                "recovery",
                "--part",
                what,
                "--data",
                data.toString(),
                "--keys",
                "" + options.keys(),
                "--rate",
                "" + rate,
                "--seconds",
                "" + options.measured().toSeconds()));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String last = "";
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        last = line;
      }
    }
    int exit = process.waitFor();
    if (exit != 0) {
      throw new IllegalStateException(what + " failed: exit=" + exit);
    }
    return last;
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

  private void recover(LocalApplication running) throws Exception {
    double opened = sinceStart();
    while (!running.status().partitions().stream().allMatch(RecoveryBench::isLive)) {
      options.await(running, Duration.ofMillis(1));
    }
    double live = sinceStart();
    long entries =
        running.status().partitions().stream().mapToLong(PartitionStatus::stateEntries).sum();
    long replayed = running.count(Counter.RECORDS_REPLAYED);
    System.out.println(JSON.writeValueAsString(new Recovered(live, opened, replayed, entries)));
  }

  private static boolean isLive(PartitionStatus status) {
    return status.phase() == Phase.LIVE;
  }

  private static double sinceStart() {
    return (System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime()) / 1e3;
  }
}
