package io.millrace.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import io.millrace.runtime.channel.ChannelSettings;
import io.millrace.runtime.local.LocalApplication;
import io.millrace.runtime.local.LocalSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Options that the end-to-end benchmarks share. */
final class BenchOptions {
  @Option(
      names = "--slots",
      description = "Threads that run partitions (default: 2 for throughput, 1 for latency).")
  private Integer slots;

  @Option(
      names = "--partitions",
      defaultValue = "16",
      description = "Partitions (default: ${DEFAULT-VALUE}).")
  private int partitions;

  @Option(
      names = "--keys",
      defaultValue = "1000000",
      description = "Keys, uniform (default: ${DEFAULT-VALUE}).")
  private long keys;

  @Option(
      names = "--durability",
      defaultValue = "local",
      description = "none or local (default: ${DEFAULT-VALUE}).")
  private String durability;

  @Option(
      names = "--data",
      description = "Directory for journals and snapshots (default: a fresh one below target).")
  private Path data;

  @Option(
      names = "--snapshot-every",
      defaultValue = "1",
      description = "Seconds between snapshots of a partition (default: ${DEFAULT-VALUE}).")
  private int snapshotSeconds;

  @Option(
      names = "--frame-bytes",
      defaultValue = "16384",
      description = "Bytes at which a frame is closed (default: ${DEFAULT-VALUE}).")
  private int frameBytes;

  @Option(
      names = "--runs",
      defaultValue = "3",
      description = "Measured runs (default: ${DEFAULT-VALUE}).")
  private int runs;

  @Option(
      names = "--warm-up",
      defaultValue = "10",
      description = "Seconds before each measured run (default: ${DEFAULT-VALUE}).")
  private int warmUpSeconds;

  @Option(
      names = "--seconds",
      defaultValue = "10",
      description = "Seconds of each measured run (default: ${DEFAULT-VALUE}).")
  private int seconds;

  private int defaultSlots = 2;

  void defaultSlots(int count) {
    defaultSlots = count;
  }

  LocalSettings settings() {
    return LocalSettings.defaults()
        .withPartitions(partitions)
        .withSlots(slots == null ? defaultSlots : slots)
        .withChannels(new ChannelSettings(frameBytes, 8 * frameBytes, 1 << 20))
        .withSnapshotInterval(Duration.ofSeconds(snapshotSeconds));
  }

  String describe() {
    LocalSettings settings = settings();
    return "slots "
        + settings.slots()
        + ", partitions "
        + partitions
        + ", keys "
        + keys
        + ", durability "
        + durability
        + ", snapshots every "
        + snapshotSeconds
        + " s, frames of "
        + frameBytes
        + " bytes";
  }

  long keys() {
    return keys;
  }

  /** Seconds between what a peer takes in place of our snapshots, 0 for durability none. */
  int checkpointSeconds() {
    return durability.equals("none") ? 0 : snapshotSeconds;
  }

  Path data() {
    return data;
  }

  int runs() {
    return runs;
  }

  Duration warmUp() {
    return Duration.ofSeconds(warmUpSeconds);
  }

  Duration measured() {
    return Duration.ofSeconds(seconds);
  }

  /** Lets the application run for a while; throws what it failed with. */
  void await(LocalApplication running, Duration time) throws InterruptedException {
    if (running.awaitEnd(time)) {
      throw new IllegalStateException("application ended early", running.failure());
    }
  }

  /** Processor time that this process has used, ns. */
  long processCpuNs() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  /** A directory for one run, null for durability none. */
  Path freshData() {
    return durability.equals("none") ? null : freshDirectory();
  }

  /** A new directory beside those of our runs, on the same disk. */
  Path freshDirectory() {
    try {
      Path below = data == null ? Path.of("target") : data;
      Files.createDirectories(below);
      return Files.createTempDirectory(below, "bench-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void delete(Path directory) throws IOException {
    if (directory == null) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
