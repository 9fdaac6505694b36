package io.millrace.runtime.local;

import io.millrace.functions.connect.ReadStatus;
import io.millrace.functions.connect.Source;
import io.millrace.functions.connect.SourceOutput;
import io.millrace.functions.connect.SplitReader;
import io.millrace.functions.connect.SplitStart;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A bounded source over lists in memory, one per split; positions count values. */
final class ListSource<T> implements Source<T> {
  private final Map<String, List<T>> splits;

  ListSource(Map<String, List<T>> splits) {
    this.splits = new TreeMap<>(splits);
  }

  @Override
  public List<String> splits() {
    return List.copyOf(splits.keySet());
  }

  @Override
  public boolean bounded() {
    return true;
  }

  @Override
  public SplitReader<T> open(SplitStart<T> start) {
    List<T> values = splits.get(start.split());
    return new SplitReader<>() {
      private int next = (int) start.position();

      @Override
      public ReadStatus read(SourceOutput<T> output, int limit) {
        for (int i = 0; i < limit && next < values.size(); i++) {
          T value = values.get(next++);
          output.record(value, next);
        }
        return next < values.size() ? ReadStatus.MORE : ReadStatus.END;
      }

      @Override
      public void close() {
        // holds nothing
      }
    };
  }
}
