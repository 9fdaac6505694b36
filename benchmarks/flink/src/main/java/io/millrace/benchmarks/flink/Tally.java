package io.millrace.benchmarks.flink;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;

/**
 * What a run of a job is seen to do. Flink makes the tasks from serialized copies, in this JVM, so
 * they find it in a static field: one job at a time.
 */
final class Tally {
  private static volatile Tally current = new Tally();

  private final List<Lane> lanes = new CopyOnWriteArrayList<>();
  private final AtomicLong checkpoints = new AtomicLong();
  private volatile boolean recording;

  /** What one subtask of the sink sees; only its thread writes. */
  static final class Lane {
    private final AtomicLong records = new AtomicLong();
    private final Histogram latencyNs = histogram();

    void onRecord() {
      records.lazySet(records.getPlain() + 1);
    }

    void onLatency(long ns) {
      latencyNs.recordValue(Math.max(0, Math.min(ns, latencyNs.getHighestTrackableValue())));
    }
  }

  static Tally current() {
    return current;
  }

  static Tally begin() {
    current = new Tally();
    return current;
  }

  static Histogram histogram() {
    return new Histogram(TimeUnit.SECONDS.toNanos(60), 3);
  }

  Lane lane() {
    Lane lane = new Lane();
    lanes.add(lane);
    return lane;
  }

  void onCheckpoint() {
    checkpoints.incrementAndGet();
  }

  void startRecording() {
    recording = true;
  }

  boolean isRecording() {
    return recording;
  }

  long checkpoints() {
    return checkpoints.get();
  }

  long records() {
    return lanes.stream().mapToLong(lane -> lane.records.get()).sum();
  }

  /** Latencies of all subtasks; only when the job has ended. */
  Histogram latencyNs() {
    Histogram all = histogram();
    lanes.forEach(lane -> all.add(lane.latencyNs));
    return all;
  }
}
