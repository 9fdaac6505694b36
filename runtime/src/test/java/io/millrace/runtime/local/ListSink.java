package io.millrace.runtime.local;

import io.millrace.functions.StreamRecord;
import io.millrace.functions.connect.Sink;
import io.millrace.functions.connect.SinkPosition;
import io.millrace.functions.connect.SinkStart;
import io.millrace.functions.connect.SinkWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A sink that keeps what was committed, with its positions; what was not is gone at open. */
final class ListSink<T> implements Sink<T> {
  private final List<T> committed = new ArrayList<>();
  private List<SinkPosition> positions;

  synchronized List<T> committed() {
    return List.copyOf(committed);
  }

  @Override
  public SinkWriter<T> open(SinkStart<T> start) {
    List<T> pending = new ArrayList<>();
    synchronized (this) {
      if (positions == null) {
        positions = new ArrayList<>();
        for (int p = 0; p < start.partitions(); p++) {
          positions.add(SinkPosition.START);
        }
      }
    }
    return new SinkWriter<>() {
      @Override
      public Optional<List<SinkPosition>> committed() {
        synchronized (ListSink.this) {
          return Optional.of(positions);
        }
      }

      @Override
      public void write(int partition, long offset, StreamRecord<T> record) {
        pending.add(record.value());
      }

      @Override
      public void commit(List<SinkPosition> reached) {
        synchronized (ListSink.this) {
          committed.addAll(pending);
          pending.clear();
          positions = List.copyOf(reached);
        }
      }

      @Override
      public void close() {
        // what is pending is lost
      }
    };
  }
}
