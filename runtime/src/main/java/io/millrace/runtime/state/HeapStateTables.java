package io.millrace.runtime.state;

import io.millrace.functions.ByteInput;
import io.millrace.runtime.snapshot.SnapshotInput;
import io.millrace.runtime.snapshot.SnapshotOutput;
import java.util.Map;
import java.util.TreeMap;

/** The tables of one partition in the heap. */
final class HeapStateTables implements StateTables {
  private final Map<Integer, HeapStateTable> tables = new TreeMap<>();
  private final StateFilesReader files;
  private StateSnapshot snapshot;

  HeapStateTables(StateFilesReader files) {
    this.files = files;
  }

  @Override
  public HeapStateTable table(int tableId) {
    return tables.computeIfAbsent(tableId, id -> new HeapStateTable());
  }

  @Override
  public long sizeBytes() {
    return tables.values().stream().mapToLong(HeapStateTable::sizeBytes).sum();
  }

  @Override
  public void beginSnapshot(SnapshotOutput out) {
    snapshot = new StateSnapshot(out);
    tables.forEach(snapshot::add);
  }

  @Override
  public boolean writeSlice(int budgetBytes) {
    return snapshot.writeSlice(budgetBytes);
  }

  @Override
  public void abortSnapshot() {
    snapshot.abort();
  }

  @Override
  public void restoreFiles(ByteInput chunk, SnapshotInput snapshot) {
    files.read(chunk, snapshot, this);
  }

  @Override
  public void close() {
    // the garbage collector's
  }
}
