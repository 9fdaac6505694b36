package io.millrace.runtime.partition;

import io.millrace.functions.ByteOutput;
import io.millrace.runtime.metrics.Counter;
import io.millrace.runtime.metrics.Counters;
import io.millrace.runtime.rewind.RewindRange;
import io.millrace.runtime.rewind.SnapshotsNeeded;
import io.millrace.runtime.snapshot.SnapshotId;
import io.millrace.runtime.snapshot.SnapshotOutput;
import io.millrace.runtime.snapshot.SnapshotStore;
import io.millrace.runtime.state.PartitionState;
import java.util.List;
import java.util.function.Supplier;

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
  private Supplier<RewindRange> rewindable = () -> RewindRange.NONE;
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

  /** What can be rewound to needs snapshots, too. */
  void rewindable(Supplier<RewindRange> range) {
    rewindable = range;
  }

  private void deleteOld() {
    List<SnapshotId> all = store.list(last.partition());
    List<SnapshotId> needed = needed(all).needed();
    for (SnapshotId id : all) {
      if (!needed.contains(id)) {
        store.delete(id);
      }
    }
  }

  private SnapshotsNeeded needed(List<SnapshotId> all) {
    return SnapshotsNeeded.of(all, kept, rewindable.get());
  }

  /** The journal is needed from here on, for the snapshots that are kept; 0: all of it. */
  long neededOffset() {
    return last == null ? 0 : needed(store.list(last.partition())).journalFrom();
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
