package io.millrace.systemtests.simulation;

import io.millrace.functions.ByteOutput;
import io.millrace.functions.connect.SinkPosition;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.frame.FrameType;
import io.millrace.runtime.frame.RecordCursor;
import io.millrace.runtime.journal.JournalReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A sink that stores positions with its data: it tails the stable entries of all partitions at its
 * own pace, crashes, and is rewound.
 */
final class SimulatedSink {
  private record Line(long offset, byte[] value) {}

  private final int topic;
  private final List<List<Line>> committed = new ArrayList<>();
  private final List<List<Line>> pending = new ArrayList<>();
  private final SinkPosition[] positions;
  private final long[] reached;
  private final ByteOutput frame = new ByteOutput(256);
  private final RecordCursor cursor = new RecordCursor();

  SimulatedSink(int partitions, int topic) {
    this.topic = topic;
    this.positions = new SinkPosition[partitions];
    this.reached = new long[partitions];
    Arrays.fill(positions, SinkPosition.START);
    for (int p = 0; p < partitions; p++) {
      committed.add(new ArrayList<>());
      pending.add(new ArrayList<>());
    }
  }

  /** Entries below this were committed. */
  long committedOffset(int partition) {
    return positions[partition].offset();
  }

  /** Reads up to {@code limit} entries of a partition. */
  void read(Owner owner, int limit) {
    int p = owner.number();
    try (JournalReader reader = owner.replicated().reader(reached[p])) {
      for (int i = 0; i < limit && reader.read(frame); i++) {
        byte[] array = frame.array();
        if (FrameHeader.type(array, 0) == FrameType.DATA) {
          long offset = FrameHeader.offset(array, 0);
          for (cursor.wrap(array, 0); cursor.next(); offset++) {
            if (cursor.topic() == topic) {
              pending.get(p).add(new Line(offset, Records.copy(cursor)));
            }
          }
        }
      }
      reached[p] = reader.offset();
    }
  }

  /** Stores what was written with the positions reached, in one step. */
  void commit(int generation) {
    for (int p = 0; p < positions.length; p++) {
      committed.get(p).addAll(pending.get(p));
      pending.get(p).clear();
      positions[p] = new SinkPosition(generation, reached[p]);
    }
  }

  /** What was not committed is gone; it goes on at its positions. */
  void crash() {
    for (int p = 0; p < positions.length; p++) {
      pending.get(p).clear();
      reached[p] = positions[p].offset();
    }
  }

  /** A new generation begins at {@code cut}: what was written beyond it is overwritten. */
  void rewind(int partition, int generation, long cut) {
    committed.get(partition).removeIf(line -> line.offset() >= cut);
    pending.get(partition).clear();
    reached[partition] = Math.min(positions[partition].offset(), cut);
    positions[partition] = new SinkPosition(generation, reached[partition]);
  }

  /** All that was written of a partition, in the order of writing. */
  List<byte[]> written(int partition) {
    return committed.get(partition).stream().map(Line::value).toList();
  }
}
