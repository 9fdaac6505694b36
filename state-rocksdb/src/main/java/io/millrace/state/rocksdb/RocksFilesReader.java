package io.millrace.state.rocksdb;

import io.millrace.functions.ByteInput;
import io.millrace.runtime.snapshot.SnapshotInput;
import io.millrace.runtime.state.StateFilesReader;
import io.millrace.runtime.state.StateTables;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads snapshots of state on RocksDB for other backends. Loads the native library only when there
 * is one to be read. Safe for several threads.
 */
public final class RocksFilesReader implements StateFilesReader {
  private static final Logger LOG = LoggerFactory.getLogger(RocksFilesReader.class);
  private static final long MEMORY_BYTES = 32L << 20;

  private final Path scratch;

  /**
   * A reader.
   *
   * @param scratch where databases are opened while they are read; on the file system of the
   *     snapshots, so that their files need not be copied
   */
  public RocksFilesReader(Path scratch) {
    this.scratch = scratch;
  }

  @Override
  public void read(ByteInput chunk, SnapshotInput snapshot, StateTables into) {
    Path directory = scratch.resolve("millrace-reading-" + UUID.randomUUID());
    RocksSettings settings = new RocksSettings(directory, MEMORY_BYTES, 1);
    try (RocksStateBackend backend = new RocksStateBackend(settings)) {
      RocksStateTables from = (RocksStateTables) backend.open(0);
      from.restoreFiles(chunk, snapshot);
      from.copyTo(into);
    } finally {
      delete(directory);
    }
  }

  private static void delete(Path directory) {
    try {
      Directories.delete(directory);
    } catch (IOException e) {
      LOG.warn("working directory not deleted: dir={}; {}", directory, e.toString());
    }
  }
}
