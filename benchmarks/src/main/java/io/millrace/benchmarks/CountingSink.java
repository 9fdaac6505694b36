package io.millrace.benchmarks;

import io.millrace.functions.StreamRecord;
import io.millrace.functions.connect.Sink;
import io.millrace.functions.connect.SinkPosition;
import io.millrace.functions.connect.SinkStart;
import io.millrace.functions.connect.SinkWriter;
import java.util.List;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * Takes updates and forgets them. In latency runs it records, from {@link #startRecording} on, how
 * long after its intended send time each record arrived.
 */
public final class CountingSink implements Sink<Update> {
  private final Histogram latencyNs;
  private volatile boolean recording;

  /** A sink that records into {@code latencyNs}, or nothing if that is null. */
  public CountingSink(Histogram latencyNs) {
    this.latencyNs = latencyNs;
  }

  /** Records from now on: the warm-up is over. */
  public void startRecording() {
    recording = true;
  }

  @Override
  public SinkWriter<Update> open(SinkStart<Update> start) {
    return new SinkWriter<>() {
      @Override
      public Optional<List<SinkPosition>> committed() {
        return Optional.empty();
      }

      @Override
      public void write(int partition, long offset, StreamRecord<Update> record) {
        if (recording && latencyNs != null) {
          long ns = System.nanoTime() - record.value().amount();
          latencyNs.recordValue(Math.max(0, Math.min(ns, latencyNs.getHighestTrackableValue())));
        }
      }

      @Override
      public void commit(List<SinkPosition> positions) {
        // nothing is kept
      }

      @Override
      public void close() {
        // holds nothing
      }
    };
  }
}
