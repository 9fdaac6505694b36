package io.millrace.benchmarks.flink;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * The peer's process. It makes one run for each line {@code run} on its standard input and answers
 * with one line: {@code result}, then {@code name=value} pairs. It ends with its input, so it
 * outlives nobody.
 */
public final class FlinkMain {
  private static final long STARTUP_NS = TimeUnit.MINUTES.toNanos(1);

  private final Workload workload;
  private final int warmUpSeconds;
  private final int seconds;

  private FlinkMain(Map<String, String> options) {
    workload = Workload.of(options);
    warmUpSeconds = Integer.parseInt(Workload.value(options, "warm-up"));
    seconds = Integer.parseInt(Workload.value(options, "seconds"));
  }

  /** Serves runs until the input ends. */
  public static void main(String[] arguments) throws Exception {
    FlinkMain peer = new FlinkMain(Workload.options(arguments));
    BufferedReader requests =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String request = requests.readLine(); request != null; request = requests.readLine()) {
      if (!request.equals("run")) {
        throw new IllegalArgumentException("unknown request: " + request + "; write run");
      }
      System.out.println(peer.run());
    }
    // Threads of Flink must not keep it alive.
    System.exit(0);
  }

  private String run() throws Exception {
    Tally tally = Tally.begin();
    boolean latency = workload.rate() > 0;
    double rate;
    double processors;
    try (SumJob job = new SumJob(workload, new CountingSink(latency))) {
      awaitFirstRecord(job, tally);
      await(job, warmUpSeconds);
      tally.startRecording();
      long records = tally.records();
      long cpuNs = processCpuNs();
      long startNs = System.nanoTime();
      await(job, seconds);
      double elapsed = (System.nanoTime() - startNs) / 1e9;
      rate = (tally.records() - records) / elapsed;
      processors = (processCpuNs() - cpuNs) / 1e9 / elapsed;
    } finally {
      clear(Path.of(workload.data()));
    }
    return String.format(
            Locale.ROOT,
            "result records-per-second=%.0f processors=%.3f snapshots=%d",
            rate,
            processors,
            tally.checkpoints())
        + (latency ? " latency-ns=" + encode(tally.latencyNs()) : "");
  }

  /** The warm-up begins with the first record, not with the deployment. */
  private static void awaitFirstRecord(SumJob job, Tally tally) throws Exception {
    long startNs = System.nanoTime();
    while (tally.records() == 0) {
      if (System.nanoTime() - startNs > STARTUP_NS) {
        throw new IllegalStateException("no record came within a minute of the job's start");
      }
      failIfEnded(job);
      Thread.sleep(1);
    }
  }

  private static void await(SumJob job, int seconds) throws Exception {
    Thread.sleep(TimeUnit.SECONDS.toMillis(seconds));
    failIfEnded(job);
  }

  private static void failIfEnded(SumJob job) throws Exception {
    if (job.hasEnded()) {
      job.awaitEnd();
      throw new IllegalStateException("job ended early");
    }
  }

  private static long processCpuNs() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  private static String encode(Histogram histogram) {
    ByteBuffer bytes = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
    int length = histogram.encodeIntoCompressedByteBuffer(bytes);
    return Base64.getEncoder()
        .withoutPadding()
        .encodeToString(Arrays.copyOf(bytes.array(), length));
  }

  /** Leaves no checkpoint behind: the next run begins as this one did. */
  private static void clear(Path directory) throws Exception {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        if (!file.equals(directory)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }
}
