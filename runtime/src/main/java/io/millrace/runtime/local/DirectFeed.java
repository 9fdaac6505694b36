package io.millrace.runtime.local;

import io.millrace.functions.connect.NoRoomException;
import io.millrace.functions.connect.SinkPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * Feeds a sink from the splits of a source: a place is a split. The splits' threads put batches,
 * the sink's takes them; what is between them is bounded, so a slow sink slows its source.
 */
final class DirectFeed implements SinkFeed {
  private static final int BATCHES = 16;

  private final List<ArrayBlockingQueue<RecordBatch>> queues = new ArrayList<>();
  private final long[] begun;
  private final long[] reached;

  /** The batch that was written in part, up to {@link #heldAt}, or null. */
  private volatile RecordBatch held;

  private int heldPlace;
  private int heldAt;

  DirectFeed(int places) {
    for (int place = 0; place < places; place++) {
      queues.add(new ArrayBlockingQueue<>(BATCHES));
    }
    this.begun = new long[places];
    this.reached = new long[places];
  }

  @Override
  public void begin(List<SinkPosition> positions) {
    for (int place = 0; place < begun.length; place++) {
      begun[place] = positions.get(place).offset();
      reached[place] = begun[place];
    }
  }

  /** The position up to which the sink had a split's records at the start. */
  long begun(int place) {
    return begun[place];
  }

  /** Whether a batch can be put; by the split's thread. */
  boolean hasRoom(int place) {
    return queues.get(place).remainingCapacity() > 0;
  }

  /** Puts a batch, if there is room; by the split's thread. */
  boolean put(int place, RecordBatch batch) {
    return queues.get(place).offer(batch);
  }

  @Override
  public int read(Target target) throws NoRoomException {
    int batches = 0;
    if (held != null) {
      write(heldPlace, held, heldAt, target);
      batches++;
    }
    for (int place = 0; place < begun.length; place++) {
      RecordBatch batch = queues.get(place).peek();
      if (batch != null) {
        held = batch; // before it leaves the queue: one that is caught up has neither
        queues.get(place).remove();
        write(place, batch, 0, target);
        batches++;
      }
    }
    return batches;
  }

  private void write(int place, RecordBatch batch, int from, Target target) throws NoRoomException {
    heldPlace = place;
    for (int i = from; i < batch.size(); i++) {
      heldAt = i;
      target.write(place, batch.position(i), batch.value(i), batch.eventTimeMs(i));
    }
    reached[place] = batch.endPosition();
    held = null;
  }

  @Override
  public List<SinkPosition> positions() {
    List<SinkPosition> positions = new ArrayList<>();
    for (long position : reached) {
      positions.add(new SinkPosition(0, position));
    }
    return positions;
  }

  @Override
  public long journalFloor(List<SinkPosition> committed, int partition) {
    return Long.MAX_VALUE;
  }

  @Override
  public long lag() {
    return 0; // splits wait by themselves
  }

  @Override
  public boolean isCaughtUp() {
    return queues.stream().allMatch(ArrayBlockingQueue::isEmpty) && held == null;
  }

  @Override
  public void close() {
    // holds nothing
  }
}
