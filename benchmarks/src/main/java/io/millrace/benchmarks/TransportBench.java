package io.millrace.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.OperatingSystemMXBean;
import io.millrace.benchmarks.TransportBenchReceiver.Latency;
import io.millrace.benchmarks.TransportBenchReceiver.Throughput;
import io.millrace.connector.files.JsonValues;
import io.millrace.runtime.transport.FrameSender;
import io.millrace.transport.Threading;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Frames from one process to another: latency one way at a fixed rate, then throughput. */
@Command(
    name = "transport",
    description =
        "Frames between two processes on this machine: one way latency at a fixed rate, from the"
            + " intended time of sending, and throughput; by the transport, by the transport with"
            + " encryption, and by Aeron alone.",
    mixinStandardHelpOptions = true)
public final class TransportBench implements Callable<Integer> {
  private enum Way {
    BARE("aeron alone"),
    PLAIN("transport"),
    SEALED("transport, encrypted");

    private final String title;

    Way(String title) {
      this.title = title;
    }
  }

  private static final ObjectMapper JSON = JsonValues.mapper();

  @Mixin private OutputOptions output;

  @Option(
      names = "--rate",
      defaultValue = "100000",
      description =
          "Frames per second, one record each, for latency; 0 for none (default: ${DEFAULT-VALUE}).")
  private long rate;

  @Option(
      names = "--records",
      defaultValue = "400",
      description = "Records of 40 bytes per frame for throughput (default: ${DEFAULT-VALUE}).")
  private int records;

  @Option(
      names = "--seconds",
      defaultValue = "5",
      description = "Seconds of each measurement (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--warm-up",
      defaultValue = "3",
      description = "Seconds before each (default: ${DEFAULT-VALUE}).")
  private int warmUpSeconds;

  @Option(
      names = "--runs",
      defaultValue = "3",
      description = "Times that each way is measured, in turn (default: ${DEFAULT-VALUE}).")
  private int runs;

  @Option(
      names = "--threading",
      description = "AGENT, SHARED or DEDICATED (default: by the number of processors).")
  private Threading threading;

  @Option(names = "--way", description = "Measures only this one: BARE, PLAIN or SEALED.")
  private Way only;

  @Option(
      names = "--through-ring",
      description =
          "Sends through a ring to another thread that sends: what ADR 14 decided against.")
  private boolean throughRing;

  @Option(names = "--receive", hidden = true, description = "Internal: the receiving process.")
  private boolean receive;

  @Override
  public Integer call() throws Exception {
    if (receive) {
      try (FrameLink link = link(only, "receiver")) {
        new TransportBenchReceiver(link.receiver()).run(link.address());
      }
      return 0;
    }
    String settings =
        rate + " frames/s of one record; frames of " + records + " records for throughput";
    output.progress().println(settings);
    List<Measured> measured = new ArrayList<>();
    for (int run = 1; run <= runs; run++) {
      for (Way way : only == null ? List.of(Way.values()) : List.of(only)) {
        measured.add(measure(way, run));
      }
    }
    output.report("transport", settings, Map.of("runs", measured));
    return 0;
  }

  /** What a run gave; {@code senderNs} is processor time per frame, for throughput. */
  record Measured(int run, String way, Latency latency, Throughput throughput, double senderNs) {}

  /** One way latency of Aeron alone, frames of one record. */
  public static Latency latencyOfAeron(long rate, int warmUpSeconds, int seconds)
      throws IOException, InterruptedException {
    Process child = child(Way.BARE, null);
    try (FrameLink link = new BareAeronLink();
        BufferedReader answers = child.inputReader(StandardCharsets.UTF_8)) {
      TransportBenchFrames frames = new TransportBenchFrames(link.connect(answers.readLine()));
      return latency(frames, answers, rate, warmUpSeconds, seconds);
    } finally {
      end(child);
    }
  }

  private static Latency latency(
      TransportBenchFrames frames,
      BufferedReader answers,
      long rate,
      int warmUpSeconds,
      int seconds)
      throws IOException {
    frames.paced(rate, TimeUnit.SECONDS.toNanos(warmUpSeconds), false);
    frames.paced(rate, TimeUnit.SECONDS.toNanos(seconds), true);
    return JSON.readValue(answers.readLine(), Latency.class);
  }

  private static void end(Process child) throws InterruptedException {
    child.destroy();
    child.waitFor();
  }

  private FrameLink link(Way way, String name) {
    return way == Way.BARE
        ? new BareAeronLink()
        : new TransportLink(name, way == Way.SEALED, threading);
  }

  private Measured measure(Way way, int run) throws IOException, InterruptedException {
    Process child = child(way, threading);
    try (FrameLink link = link(way, "sender");
        BufferedReader answers = child.inputReader(StandardCharsets.UTF_8)) {
      FrameSender direct = link.connect(answers.readLine());
      FrameSender sender = throughRing ? RingedSender.start(direct) : direct;
      TransportBenchFrames frames = new TransportBenchFrames(sender);
      Latency latency = null;
      if (rate > 0) {
        latency = latency(frames, answers, rate, warmUpSeconds, seconds);
        print(run, way, latency.text());
      }
      frames.flatOut(records, TimeUnit.SECONDS.toNanos(warmUpSeconds), false);
      long cpuNs = processorNs();
      long sent = frames.flatOut(records, TimeUnit.SECONDS.toNanos(seconds), true);
      double senderNs = (double) (processorNs() - cpuNs) / sent;
      Throughput throughput = JSON.readValue(answers.readLine(), Throughput.class);
      String senderUs =
          String.format(Locale.ROOT, "%.1f us of processor per frame", senderNs / 1e3);
      print(run, way, throughput.text() + "; sender " + senderUs);
      return new Measured(run, way.title, latency, throughput, senderNs);
    } finally {
      end(child);
    }
  }

  private void print(int run, Way way, String text) {
    output.progress().printf(Locale.ROOT, "run %d, %-21s %s%n", run, way.title + ":", text);
  }

  /** Processor time that this process has used, ns. */
  static long processorNs() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  private static Process child(Way way, Threading threading) throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of("transport", "--receive", "--way", way.name()));
    if (threading != null) {
      arguments.addAll(List.of("--threading", threading.name()));
    }
    List<String> command = ChildJvm.command("1g", BenchMain.class, arguments);
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }
}
