package io.millrace.runtime.state;

import io.millrace.functions.ByteInput;
import io.millrace.runtime.snapshot.SnapshotException;
import io.millrace.runtime.snapshot.SnapshotInput;
import io.millrace.runtime.snapshot.SnapshotOutput;
import java.util.Arrays;

/**
 * All tables of one partition, with their undo and their snapshot. Owned by the partition's thread.
 *
 * <p>Undo: {@link #beginCall()} before user code is called, {@link #rollbackCall()} if that fails;
 * what is changed between a call and the next is forgotten by the next {@link #beginCall()}.
 */
public final class PartitionState implements AutoCloseable {
  private static final int MOST_TABLES = 1 << 16;

  private UndoableTable[] tables = new UndoableTable[8];
  private final UndoLog undo = new UndoLog();
  private final FoldDigest foldDigest = new FoldDigest();
  private final StateTables kept;
  private boolean snapshotting;

  /** State in the heap. */
  public PartitionState() {
    this(StateBackend.heap().open(0));
  }

  /** State where a backend keeps it; closed with this. */
  public PartitionState(StateTables kept) {
    this.kept = kept;
  }

  /** The table with this number, created at its first use; 0 to 65535, small ones are cheap. */
  public StateTable table(int tableId) {
    return open(tableId);
  }

  private UndoableTable open(int id) {
    if (id < 0 || id >= MOST_TABLES) {
      throw new IllegalArgumentException(
          "no such table: tableId=" + id + "; from 0 to " + (MOST_TABLES - 1));
    }
    if (id >= tables.length) {
      tables = Arrays.copyOf(tables, Math.max(2 * tables.length, id + 1));
    }
    if (tables[id] == null) {
      tables[id] = new UndoableTable(id, kept.table(id), undo, foldDigest);
    }
    return tables[id];
  }

  /** The table without its undo. */
  StateTable kept(int id) {
    return open(id).kept();
  }

  /** Entries in all tables. */
  public long entries() {
    long sum = 0;
    for (UndoableTable table : tables) {
      sum += table == null ? 0 : table.entries();
    }
    return sum;
  }

  /** Bytes used by all tables, in memory or on disk. */
  public long sizeBytes() {
    return kept.sizeBytes();
  }

  /** Whether what is folded may change state now; if not, the disk is behind. */
  public boolean hasRoom() {
    return kept.hasRoom();
  }

  /** Waits until {@link #hasRoom}. */
  public void awaitRoom() {
    kept.awaitRoom();
  }

  /** Switches undo off where no failure is survived, or on again; forgets what was noted. */
  public void undoEnabled(boolean enabled) {
    undo.enabled(enabled);
  }

  /** What changes from here on can be rolled back; what changed before cannot any more. */
  public void beginCall() {
    undo.clear();
    foldDigest.beginCall();
  }

  /**
   * Takes back all that was put or removed since {@link #beginCall()}. Lists and maps must be bound
   * again afterwards.
   *
   * @throws IllegalStateException if undo is off
   */
  public void rollbackCall() {
    if (!undo.isEnabled()) {
      throw new IllegalStateException("cannot roll back: undo is off; call undoEnabled(true)");
    }
    undo.rollback(this);
    foldDigest.rollbackCall();
  }

  /**
   * Begins to write all tables as they are now; they may change meanwhile.
   *
   * @throws IllegalStateException if a snapshot is being written
   */
  public void beginSnapshot(SnapshotOutput out) {
    if (snapshotting) {
      throw new IllegalStateException("snapshot under way; finish it or call abortSnapshot()");
    }
    kept.beginSnapshot(out);
    snapshotting = true;
  }

  /**
   * Writes about so many bytes more.
   *
   * @return true when all is handed over, or no snapshot is being written; false to be called
   *     again, also when the output took no more
   */
  public boolean writeSlice(int budgetBytes) {
    if (snapshotting && kept.writeSlice(budgetBytes)) {
      snapshotting = false;
    }
    return !snapshotting;
  }

  /** Writes no more of the snapshot, if there is one; its output is the caller's to abort. */
  public void abortSnapshot() {
    if (snapshotting) {
      kept.abortSnapshot();
      snapshotting = false;
    }
  }

  /**
   * Puts the entries of a chunk into their table.
   *
   * @param chunk stands behind the byte that says what kind of chunk it is
   * @throws SnapshotException if the chunk is cut short
   */
  public void restoreChunk(ByteInput chunk) {
    try {
      StateTable table = kept(chunk.readInt());
      for (int left = chunk.readInt(); left > 0; left--) {
        int keyLength = chunk.readVarInt();
        int valueLength = chunk.readVarInt();
        int at = chunk.position();
        byte[] array = chunk.array();
        int rest = chunk.remaining() - keyLength - valueLength;
        if (keyLength < 0 || valueLength < 0 || rest < 0) {
          throw new IllegalStateException(
              "entry cut short: bytes missing=" + -rest + ", entries left=" + left);
        }
        long hash = Hash.of(array, at, keyLength);
        table.insert(hash, array, at, keyLength, array, at + keyLength, valueLength);
        chunk.wrap(array, at + keyLength + valueLength, rest);
      }
    } catch (IllegalStateException | IllegalArgumentException e) {
      throw new SnapshotException("state chunk damaged: " + e.getMessage(), e);
    }
  }

  /**
   * Restores a snapshot that is kept as files.
   *
   * @param chunk names them; stands behind the byte that says what kind of chunk it is
   * @throws SnapshotException if it is damaged, or this backend cannot read it
   */
  public void restoreFiles(ByteInput chunk, SnapshotInput snapshot) {
    kept.restoreFiles(chunk, snapshot);
  }

  /** Gives up all that is held. */
  @Override
  public void close() {
    abortSnapshot();
    kept.close();
  }

  /** The running sum of what is stored, and of what is told to it. */
  public FoldDigest foldDigest() {
    return foldDigest;
  }

  /**
   * The sum of the hashes of all entries with their tables: the same for the same content in
   * whatever order it came. Entries that have expired at {@code nowMs} do not count, whether they
   * are still stored or not. Reads everything, so it takes a while.
   */
  public long digest(long nowMs) {
    long sum = 0;
    for (int id = 0; id < tables.length; id++) {
      if (tables[id] != null) {
        sum += new Digest(id, tables[id], nowMs).sum();
      }
    }
    return sum;
  }

  private static final class Digest implements StateTable.Visitor {
    private final int id;
    private final StateTable table;
    private final StateTable.Liveness liveness;
    private final long nowMs;
    private long sum;

    Digest(int id, UndoableTable table, long nowMs) {
      this.table = table.kept();
      this.liveness = table.liveness();
      this.id = id;
      this.nowMs = nowMs;
    }

    long sum() {
      table.forEach(this);
      return sum;
    }

    @Override
    public void visit(
        byte[] keyArray, int keyAt, int keyLength, byte[] valueArray, int valueAt, int bytes) {
      if (!liveness.isLive(table, keyArray, keyAt, keyLength, valueAt, nowMs)) {
        return;
      }
      long keyHash = Hash.of(keyArray, keyAt, keyLength);
      sum += FoldDigest.ofEntry(id, keyHash, valueArray, valueAt, bytes);
    }
  }
}
