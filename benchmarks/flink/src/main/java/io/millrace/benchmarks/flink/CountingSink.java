package io.millrace.benchmarks.flink;

import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * Takes updates, counts and forgets them. In latency runs it records, while the tally asks for it,
 * how long after its intended send time each record arrived.
 */
final class CountingSink implements Sink<Update> {
  private final boolean latency;

  CountingSink(boolean latency) {
    this.latency = latency;
  }

  @Override
  public SinkWriter<Update> createWriter(WriterInitContext context) {
    Tally tally = Tally.current();
    Tally.Lane lane = tally.lane();
    return new SinkWriter<>() {
      @Override
      public void write(Update update, Context ignored) {
        lane.onRecord();
        if (latency && tally.isRecording()) {
          lane.onLatency(System.nanoTime() - update.amount);
        }
      }

      @Override
      public void flush(boolean endOfInput) {
        // nothing is kept
      }

      @Override
      public void close() {
        // holds nothing
      }
    };
  }
}
