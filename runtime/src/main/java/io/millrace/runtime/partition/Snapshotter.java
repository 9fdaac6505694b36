package io.millrace.runtime.partition;

import io.millrace.functions.ByteOutput;
import io.millrace.runtime.metrics.Counter;
import io.millrace.runtime.metrics.Counters;
import io.millrace.runtime.snapshot.SnapshotId;
import io.millrace.runtime.snapshot.SnapshotOutput;
import io.millrace.runtime.snapshot.SnapshotStore;
import io.millrace.runtime.state.PartitionState;
import java.util.List;

/** Writes snapshots in slices between batches, and deletes those that are no longer needed. */
final class Snapshotter {
  /** The kind of the first chunk: all but state tables. */
  static final int META_CHUNK = 1;

  /** The kind of the chunks with entries of state tables. */
  static final int STATE_CHUNK = 2;

  /** The kind of the chunk that names the files of a backend that keeps state in files. */
  static final int FILES_CHUNK = 3;

  private static final int SLICE_BYTES = 128 << 10;

  private final SnapshotStore store;
  private final PartitionState state;
  private final Counters counters;
  private final int kept;
  private SnapshotOutput output;
  private SnapshotId writing;
  private boolean handedOver;
  private SnapshotId last;

  Snapshotter(
      SnapshotStore store, PartitionState state, Counters counters, int kept, SnapshotId last) {
    this.store = store;
    this.state = state;
    this.counters = counters;
    this.kept = kept;
    this.last = last;
  }

  /** Starts a snapshot of this moment; {@code meta} is all but the state tables. */
  void begin(SnapshotId id, ByteOutput meta) {
    writing = id;
    handedOver = false;
    output = store.begin(id);
    output.force(meta.toByteArray(), meta.length());
    state.beginSnapshot(output);
  }

  boolean isWriting() {
    return output != null;
  }

  /** The last committed snapshot, or null. */
  SnapshotId last() {
    return last;
  }

  /** Writes a slice or looks whether the disk has it all; returns whether one was committed. */
  boolean work() {
    if (output == null) {
      return false;
    }
    if (!handedOver) {
      if (output.status() == SnapshotOutput.Status.FAILED) {
        state.abortSnapshot();
        handedOver = true;
      } else if (state.writeSlice(SLICE_BYTES)) {
        output.commit();
        handedOver = true;
      }
      return false;
    }
    switch (output.status()) {
      case COMMITTED -> {
        counters.increment(Counter.SNAPSHOTS);
        last = writing;
        output = null;
        deleteOld();
        return true;
      }
      case FAILED -> {
        counters.increment(Counter.SNAPSHOT_FAILURES);
        output = null;
        return false;
      }
      default -> {
        return false;
      }
    }
  }

  private void deleteOld() {
    List<SnapshotId> all = store.list(last.partition());
    for (int i = 0; i < all.size() - kept; i++) {
      store.delete(all.get(i));
    }
  }

  /** The offset of the oldest snapshot that is kept; 0 if there are fewer than are to be kept. */
  long oldestKeptOffset() {
    List<SnapshotId> all = last == null ? List.of() : store.list(last.partition());
    return all.size() < kept ? 0 : all.get(0).offset();
  }

  /** Gives up the snapshot that is being written. */
  void abort() {
    if (output != null && !handedOver) {
      state.abortSnapshot();
      output.abort();
    }
    output = null;
  }
}
