package io.millrace.testkit;

import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.frame.FrameType;
import io.millrace.runtime.frame.Origin;
import io.millrace.runtime.frame.RecordCursor;
import io.millrace.runtime.journal.MemoryJournal;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntSupplier;

/** A journal in memory that shows what functions emitted when it is journaled, once. */
final class TappedJournal extends MemoryJournal {
  private final RecordCursor cursor = new RecordCursor();
  private final BitSet tapped;
  private final List<Output> outputs;
  private final IntSupplier operation;

  /**
   * An empty journal.
   *
   * @param tapped the numbers of the topics to show
   * @param outputs where to
   * @param operation which operation is at work
   */
  TappedJournal(BitSet tapped, List<Output> outputs, IntSupplier operation) {
    this.tapped = tapped;
    this.outputs = outputs;
    this.operation = operation;
  }

  /** Takes over all entries of another journal, without showing them. */
  void copyOf(TappedJournal other) {
    other.scan(0, entry -> super.append(entry.array(), 0, entry.length()));
  }

  @Override
  public synchronized boolean append(byte[] frame, int at, int length) {
    super.append(frame, at, length);
    if (FrameHeader.type(frame, at) == FrameType.DATA
        && Origin.isPartition(FrameHeader.origin(frame, at))) {
      show(frame, at);
    }
    return true;
  }

  private void show(byte[] frame, int at) {
    for (cursor.wrap(frame, at); cursor.next(); ) {
      if (tapped.get(cursor.topic())) {
        int key = cursor.keyOffset();
        int value = cursor.valueOffset();
        outputs.add(
            new Output(
                operation.getAsInt(),
                cursor.topic(),
                cursor.eventTimeMs(),
                Arrays.copyOfRange(frame, key, key + cursor.keyLength()),
                Arrays.copyOfRange(frame, value, value + cursor.valueLength())));
      }
    }
  }
}
