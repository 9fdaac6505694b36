package io.millrace.benchmarks;

import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.transport.FrameReceiver;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/** The receiving process: polls as a slot does, and prints a line per measurement. */
final class TransportBenchReceiver {
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
      System.out.printf(
          Locale.ROOT,
          "one way p50 %.1f us, p90 %.1f us, p99 %.1f us, p99.9 %.1f us, max %.1f us (%d frames)%n",
          latencyNs.getValueAtPercentile(50) / 1e3,
          latencyNs.getValueAtPercentile(90) / 1e3,
          latencyNs.getValueAtPercentile(99) / 1e3,
          latencyNs.getValueAtPercentile(99.9) / 1e3,
          latencyNs.getMaxValue() / 1e3,
          latencyNs.getTotalCount());
    } else {
      ended = true;
      double s = (System.nanoTime() - firstNs) / 1e9;
      System.out.printf(
          Locale.ROOT,
          "%.0f frames/s, %.2f M records/s, %.0f MB/s; receiver %.1f us of processor per frame%n",
          frames / s,
          records / s / 1e6,
          bytes / s / 1e6,
          (TransportBench.processorNs() - firstCpuNs) / 1e3 / frames);
    }
    System.out.flush();
  }
}
