package io.millrace.runtime.state;

/** A table of a partition whose changes are noted in the undo log, and summed up. */
final class UndoableTable implements StateTable {
  private final int id;
  private final StateTable kept;
  private final UndoLog undo;
  private final FoldDigest digest;
  private Liveness liveness = (table, array, keyAt, keyLength, valueAt, nowMs) -> true;

  UndoableTable(int id, StateTable kept, UndoLog undo, FoldDigest digest) {
    this.id = id;
    this.kept = kept;
    this.undo = undo;
    this.digest = digest;
  }

  /** The table itself. */
  StateTable kept() {
    return kept;
  }

  Liveness liveness() {
    return liveness;
  }

  @Override
  public boolean find(long hash, byte[] key, int at, int length) {
    return kept.find(hash, key, at, length);
  }

  @Override
  public long touch(long[] hashes, int count) {
    return kept.touch(hashes, count);
  }

  @Override
  public byte[] valueArray() {
    return kept.valueArray();
  }

  @Override
  public int valueOffset() {
    return kept.valueOffset();
  }

  @Override
  public int valueLength() {
    return kept.valueLength();
  }

  @Override
  public void put(
      long hash, byte[] key, int at, int length, byte[] value, int valueAt, int valueLength) {
    if (undo.isEnabled()) {
      note(hash, key, at, length);
    }
    digest.stores(id, hash, value, valueAt, valueLength);
    kept.put(hash, key, at, length, value, valueAt, valueLength);
  }

  @Override
  public void insert(
      long hash, byte[] key, int at, int length, byte[] value, int valueAt, int valueLength) {
    if (undo.isEnabled()) {
      undo.absent(id, key, at, length);
    }
    digest.stores(id, hash, value, valueAt, valueLength);
    kept.insert(hash, key, at, length, value, valueAt, valueLength);
  }

  @Override
  public boolean remove(long hash, byte[] key, int at, int length) {
    if (undo.isEnabled()) {
      note(hash, key, at, length);
    }
    return kept.remove(hash, key, at, length);
  }

  private void note(long hash, byte[] key, int at, int length) {
    if (kept.find(hash, key, at, length)) {
      undo.present(id, key, at, length, kept.valueArray(), kept.valueOffset(), kept.valueLength());
    } else {
      undo.absent(id, key, at, length);
    }
  }

  @Override
  public long entries() {
    return kept.entries();
  }

  @Override
  public long sizeBytes() {
    return kept.sizeBytes();
  }

  @Override
  public long scan(long from, int budgetEntries, Visitor visitor) {
    return kept.scan(from, budgetEntries, visitor);
  }

  @Override
  public void liveness(Liveness rule) {
    liveness = rule;
    kept.liveness(rule);
  }
}
