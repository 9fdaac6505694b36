package io.millrace.runtime.state;

/** A table of a partition whose changes are noted in the undo log. */
final class UndoableTable implements StateTable {
  private final int id;
  private final HeapStateTable heap;
  private final UndoLog undo;

  UndoableTable(int id, HeapStateTable heap, UndoLog undo) {
    this.id = id;
    this.heap = heap;
    this.undo = undo;
  }

  HeapStateTable heap() {
    return heap;
  }

  @Override
  public boolean find(long hash, byte[] key, int at, int length) {
    return heap.find(hash, key, at, length);
  }

  @Override
  public long touch(long[] hashes, int count) {
    return heap.touch(hashes, count);
  }

  @Override
  public byte[] valueArray() {
    return heap.valueArray();
  }

  @Override
  public int valueOffset() {
    return heap.valueOffset();
  }

  @Override
  public int valueLength() {
    return heap.valueLength();
  }

  @Override
  public void put(
      long hash, byte[] key, int at, int length, byte[] value, int valueAt, int valueLength) {
    if (undo.isEnabled()) {
      note(hash, key, at, length);
    }
    heap.put(hash, key, at, length, value, valueAt, valueLength);
  }

  @Override
  public boolean remove(long hash, byte[] key, int at, int length) {
    if (undo.isEnabled()) {
      note(hash, key, at, length);
    }
    return heap.remove(hash, key, at, length);
  }

  private void note(long hash, byte[] key, int at, int length) {
    if (heap.find(hash, key, at, length)) {
      undo.present(id, key, at, length, heap.valueArray(), heap.valueOffset(), heap.valueLength());
    } else {
      undo.absent(id, key, at, length);
    }
  }

  @Override
  public long entries() {
    return heap.entries();
  }

  @Override
  public long sizeBytes() {
    return heap.sizeBytes();
  }

  @Override
  public long scan(long from, int budgetEntries, Visitor visitor) {
    return heap.scan(from, budgetEntries, visitor);
  }

  @Override
  public void liveness(Liveness rule) {
    heap.liveness(rule);
  }
}
