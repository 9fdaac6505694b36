package io.millrace.state.rocksdb;

import io.millrace.functions.ByteInput;
import io.millrace.runtime.snapshot.SnapshotInput;
import io.millrace.runtime.snapshot.SnapshotOutput;
import io.millrace.runtime.state.Hash;
import io.millrace.runtime.state.StateFault;
import io.millrace.runtime.state.StateTable;
import io.millrace.runtime.state.StateTables;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.rocksdb.RocksDB;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tables of one partition in a database of their own.
 *
 * <p>Changes collect in an active overlay. A full one is sealed, and a writer thread puts it into
 * the database, one after the other, while the next one fills. A snapshot seals too; behind that
 * overlay, and before later ones, the writer flushes and takes down which files the database has:
 * they hold exactly the state at the offset of the snapshot. Sealing exchanges a few references, so
 * the partition's thread does not wait.
 */
final class RocksStateTables implements StateTables {
  private static final Logger LOG = LoggerFactory.getLogger(RocksStateTables.class);

  /** So many overlays may wait for the database before the fold waits for them. */
  private static final int ROOMY = 2;

  /** So many may wait in any case: the fold looks for room between entries only. */
  private static final int MOST_WAITING = 4;

  private final RocksStateBackend backend;
  private final Database database;
  private final SnapshotFiles files;
  private final long overlayBytes;
  private final Map<Integer, RocksStateTable> tables = new TreeMap<>();

  /** Newest first. */
  private final Deque<SealedOverlays> waiting = new ArrayDeque<>();

  /** Completed when the writer has done all that it was told. */
  private CompletableFuture<Void> written = CompletableFuture.completedFuture(null);

  private long changedBytes;
  private SnapshotOutput output;
  private CompletableFuture<byte[]> kept = CompletableFuture.completedFuture(null);
  private boolean closed;

  RocksStateTables(RocksStateBackend backend, Path directory, String life) {
    this.backend = backend;
    this.database = new Database(directory, backend.shared());
    this.files = new SnapshotFiles(life);
    this.overlayBytes = backend.settings().overlayBytes();
  }

  @Override
  public RocksStateTable table(int tableId) {
    return tables.computeIfAbsent(tableId, id -> new RocksStateTable(this, database, id));
  }

  @Override
  public long sizeBytes() {
    return database.sizeBytes()
        + tables.values().stream().mapToLong(RocksStateTable::sizeBytes).sum();
  }

  /** A table changed by about so much. */
  void changed(int bytes) {
    changedBytes += bytes;
    if (changedBytes >= overlayBytes) {
      seal();
    }
  }

  private void seal() {
    changedBytes = 0;
    SealedOverlays overlays = new SealedOverlays();
    tables.values().forEach(table -> table.seal(overlays));
    if (overlays.isEmpty()) {
      return;
    }
    waiting.addFirst(overlays);
    written = written.thenRunAsync(() -> overlays.writeTo(database), backend.writers());
    overlays.written(written);
    dropWritten();
    while (waiting.size() > MOST_WAITING) {
      dropOldest();
    }
  }

  private void dropWritten() {
    while (!waiting.isEmpty() && waiting.getLast().written().isDone()) {
      dropOldest();
    }
  }

  private void dropOldest() {
    join(waiting.getLast().written());
    for (int table : waiting.removeLast().tables()) {
      tables.get(table).dropOldest();
    }
  }

  private static <T> T join(CompletableFuture<T> result) {
    try {
      return result.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof Error fault) {
        throw fault;
      }
      throw e.getCause() instanceof RuntimeException fault ? fault : e;
    }
  }

  @Override
  public boolean hasRoom() {
    if (waiting.size() >= ROOMY) {
      dropWritten();
    }
    return waiting.size() < ROOMY;
  }

  @Override
  public void awaitRoom() {
    while (!hasRoom()) {
      dropOldest();
    }
  }

  @Override
  public void beginSnapshot(SnapshotOutput out) {
    seal();
    Map<Integer, Long> entries = new TreeMap<>();
    tables.forEach((id, table) -> entries.put(id, table.entries()));
    CompletableFuture<RocksDB.LiveFiles> pinned =
        written.thenApplyAsync(before -> database.pin(), backend.writers());
    // a flush that fails fails the snapshot; what is written behind it fails by itself
    written = written.thenCombine(pinned.handle((live, fault) -> live), (before, live) -> null);
    output = out;
    kept = pinned.thenApplyAsync(live -> keep(live, entries, out), backend.keepers());
  }

  private byte[] keep(RocksDB.LiveFiles live, Map<Integer, Long> entries, SnapshotOutput out) {
    try {
      return files.keep(database.directory(), live, entries, out);
    } finally {
      database.unpin();
    }
  }

  @Override
  public boolean writeSlice(int budgetBytes) {
    if (output == null || !kept.isDone()) {
      return false;
    }
    SnapshotOutput out = output;
    output = null;
    try {
      byte[] chunk = join(kept);
      out.force(chunk, chunk.length);
      return true;
    } catch (RuntimeException | StateFault e) {
      LOG.warn("snapshot of state not taken: dir={}; {}", database.directory(), e.getMessage());
      out.abort();
      return false;
    }
  }

  @Override
  public void abortSnapshot() {
    output = null;
  }

  @Override
  public void restoreFiles(ByteInput chunk, SnapshotInput snapshot) {
    if (database.isOpen() || tables.values().stream().anyMatch(table -> table.entries() > 0)) {
      throw new IllegalStateException("state is not empty: dir=" + database.directory());
    }
    FilesChunk named = FilesChunk.decode(chunk);
    files.restore(named, snapshot, database.directory());
    database.open();
    named.entries().forEach((id, count) -> table(id).entries(count));
  }

  /** Puts all entries into the tables of another backend. */
  void copyTo(StateTables into) {
    tables.forEach(
        (id, table) -> {
          StateTable target = into.table(id);
          table.forEach(
              (keys, at, length, values, valueAt, bytes) ->
                  target.put(Hash.of(keys, at, length), keys, at, length, values, valueAt, bytes));
        });
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    // what is under way needs the database
    written.exceptionally(fault -> null).join();
    CompletableFuture.runAsync(() -> {}, backend.keepers()).join();
    database.close();
    backend.closed(this);
    try {
      Directories.delete(database.directory());
    } catch (IOException e) {
      LOG.warn("state not deleted: dir={}; {}", database.directory(), e.toString());
    }
  }
}
