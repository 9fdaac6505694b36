package io.millrace.benchmarks;

import io.millrace.connector.files.JsonValues;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.transport.FrameReceiver;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/** The receiving process: polls as a slot does, and prints a line of JSON per measurement. */
public final class TransportBenchReceiver {
  private final FrameReceiver receiver;
  private final Histogram latencyNs = new Histogram(TimeUnit.SECONDS.toNanos(60), 3);
  private long frames;
  private long records;
  private long bytes;
  private long firstNs;
  private long firstCpuNs;
  private boolean ended;

  TransportBenchReceiver(FrameReceiver receiver) {
    this.receiver = receiver;
  }

  /** Receives until throughput is measured, which comes last. */
  void run(String address) {
    System.out.println(address);
    int idle = 0;
    while (!ended) {
      if (receiver.poll(this::onFrame, 64) > 0) {
        idle = 0;
      } else if (idle++ < 100) {
        Thread.yield();
      } else {
        LockSupport.parkNanos(50_000);
      }
    }
  }

  private void onFrame(byte[] frame, int at, int length) {
    switch (FrameHeader.generation(frame, at)) {
      case TransportBenchFrames.PACED ->
          latencyNs.recordValue(Math.max(0, System.nanoTime() - FrameHeader.epoch(frame, at)));
      case TransportBenchFrames.FLAT_OUT -> {
        if (frames++ == 0) {
          firstNs = System.nanoTime();
          firstCpuNs = TransportBench.processorNs();
        }
        records += FrameHeader.recordCount(frame, at);
        bytes += length;
      }
      case TransportBenchFrames.END -> end();
      default -> {}
    }
  }

  private void end() {
    if (frames == 0) {
      print(
          new Latency(
              latencyNs.getValueAtPercentile(50),
              latencyNs.getValueAtPercentile(90),
              latencyNs.getValueAtPercentile(99),
              latencyNs.getValueAtPercentile(99.9),
              latencyNs.getMaxValue(),
              latencyNs.getTotalCount()));
    } else {
      ended = true;
      double s = (System.nanoTime() - firstNs) / 1e9;
      double cpuNs = (double) (TransportBench.processorNs() - firstCpuNs) / frames;
      print(new Throughput(frames / s, records / s, bytes / s, cpuNs));
    }
  }

  /** One way, from the intended time of sending. */
  public record Latency(long p50Ns, long p90Ns, long p99Ns, long p999Ns, long maxNs, long frames) {
    String text() {
      return String.format(
          Locale.ROOT,
          "one way p50 %.1f us, p90 %.1f us, p99 %.1f us, p99.9 %.1f us, max %.1f us (%d frames)",
          p50Ns / 1e3,
          p90Ns / 1e3,
          p99Ns / 1e3,
          p999Ns / 1e3,
          maxNs / 1e3,
          frames);
    }
  }

  /** As many frames as go; {@code receiverNs} is processor time per frame. */
  record Throughput(
      double framesPerSecond, double recordsPerSecond, double bytesPerSecond, double receiverNs) {
    String text() {
      return String.format(
          Locale.ROOT,
          "%.0f frames/s, %.2f M records/s, %.0f MB/s; receiver %.1f us of processor per frame",
          framesPerSecond,
          recordsPerSecond / 1e6,
          bytesPerSecond / 1e6,
          receiverNs / 1e3);
    }
  }

  private static void print(Object measured) {
    System.out.println(JsonValues.toJson(measured));
    System.out.flush();
  }
}
