package io.millrace.runtime.state;

import io.millrace.runtime.snapshot.SnapshotOutput;
import java.util.ArrayList;
import java.util.List;

/** The writing of one snapshot of a partition's tables, as they were when it began. */
final class StateSnapshot {
  private final List<HeapStateTable> tables = new ArrayList<>();
  private final List<TableChunk> chunks = new ArrayList<>();
  private final SnapshotOutput out;
  private int current;

  StateSnapshot(SnapshotOutput out) {
    this.out = out;
  }

  void add(int tableId, HeapStateTable table) {
    TableChunk chunk = new TableChunk(out, tableId);
    table.beginSnapshot(chunk);
    tables.add(table);
    chunks.add(chunk);
  }

  /** Goes on; true when all tables are written. */
  boolean writeSlice(int budgetBytes) {
    int left = budgetBytes;
    while (current < tables.size()) {
      HeapStateTable table = tables.get(current);
      TableChunk chunk = chunks.get(current);
      if ((chunk.isFull() && !chunk.offer()) || left <= 0) {
        return false;
      }
      left -= table.saveNext(left);
      if (table.isSaved()) {
        if (!chunk.offer()) {
          return false;
        }
        table.endSnapshot();
        current++;
      }
    }
    return true;
  }

  void abort() {
    for (; current < tables.size(); current++) {
      tables.get(current).endSnapshot();
    }
  }
}
