package io.millrace.benchmarks;

import io.millrace.functions.StreamRecord;
import io.millrace.functions.connect.Sink;
import io.millrace.functions.connect.SinkPosition;
import io.millrace.functions.connect.SinkStart;
import io.millrace.functions.connect.SinkWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/** Counts the results it is given, which are decoded as for any sink, and forgets them. */
final class ResultCounter<T> implements Sink<T> {
  private final LongAdder results = new LongAdder();

  long results() {
    return results.sum();
  }

  @Override
  public SinkWriter<T> open(SinkStart<T> start) {
    return new SinkWriter<>() {
      @Override
      public Optional<List<SinkPosition>> committed() {
        return Optional.empty();
      }

      @Override
      public void write(int partition, long offset, StreamRecord<T> record) {
        results.increment();
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
