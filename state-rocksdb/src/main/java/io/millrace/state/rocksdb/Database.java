package io.millrace.state.rocksdb;

import io.millrace.runtime.state.StateFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;

/**
 * The database of one partition. Its keys are the number of a table, most significant byte first,
 * and the key in that table. Without a log: what was not flushed is gone when the process dies.
 *
 * <p>Not opened before something is written, so that a partition with little state costs nothing.
 * Any thread may read; one at a time writes.
 */
final class Database implements AutoCloseable {
  static final int PREFIX_BYTES = 2;
  static final int NOT_FOUND = RocksDB.NOT_FOUND;

  private final Path directory;
  private final SharedOptions shared;
  private volatile RocksDB rocks;

  Database(Path directory, SharedOptions shared) {
    this.directory = directory;
    this.shared = shared;
  }

  Path directory() {
    return directory;
  }

  /** Opens what is in the directory, or an empty database. */
  void open() {
    if (rocks != null) {
      return;
    }
    try {
      Files.createDirectories(directory);
      rocks = RocksDB.open(shared.options(), directory.toString());
    } catch (IOException e) {
      throw new StateFault("state cannot be opened: dir=" + directory + "; " + e, e);
    } catch (RocksDBException e) {
      throw RocksFaults.of("state cannot be opened", directory, e);
    }
  }

  boolean isOpen() {
    return rocks != null;
  }

  /**
   * Looks a key up; reads as much of its value as there is room for.
   *
   * @return how long the value is, or {@link #NOT_FOUND}
   */
  int get(byte[] key, int length, byte[] value) {
    RocksDB open = rocks;
    if (open == null) {
      return NOT_FOUND;
    }
    try {
      return open.get(shared.lookUps(), key, 0, length, value, 0, value.length);
    } catch (RocksDBException e) {
      throw RocksFaults.of("state cannot be read", directory, e);
    }
  }

  /** A view of all entries as they are now; null if there are none. */
  RocksIterator iterator() {
    RocksDB open = rocks;
    return open == null ? null : open.newIterator(shared.scans());
  }

  /** Ends a walk that met a fault. */
  void check(RocksIterator iterator) {
    try {
      iterator.status();
    } catch (RocksDBException e) {
      throw RocksFaults.of("state cannot be read", directory, e);
    }
  }

  /** Applies a {@link Batch}. */
  void write(byte[] batch) {
    open();
    try (WriteBatch changes = new WriteBatch(batch)) {
      rocks.write(shared.writes(), changes);
    } catch (RocksDBException e) {
      throw RocksFaults.of("state cannot be written", directory, e);
    }
  }

  /**
   * Flushes, and says which files hold all that was written. None of them is deleted until {@link
   * #unpin}, and only the manifest changes: it gets longer.
   */
  RocksDB.LiveFiles pin() {
    open();
    try {
      rocks.disableFileDeletions();
      try {
        return rocks.getLiveFiles(true);
      } catch (RocksDBException e) {
        rocks.enableFileDeletions();
        throw e;
      }
    } catch (RocksDBException e) {
      throw RocksFaults.of("state cannot be flushed", directory, e);
    }
  }

  /** The files of one {@link #pin} are no longer needed. */
  void unpin() {
    RocksDB open = rocks;
    try {
      if (open != null) {
        open.enableFileDeletions();
      }
    } catch (RocksDBException e) {
      throw RocksFaults.of("files of state cannot be deleted any more", directory, e);
    }
  }

  /** Bytes on disk. */
  long sizeBytes() {
    RocksDB open = rocks;
    try {
      return open == null ? 0 : open.getLongProperty("rocksdb.live-sst-files-size");
    } catch (RocksDBException e) {
      throw RocksFaults.of("size of state unknown", directory, e);
    }
  }

  @Override
  public void close() {
    RocksDB open = rocks;
    rocks = null;
    if (open != null) {
      open.close();
    }
  }
}
