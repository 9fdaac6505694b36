package io.millrace.state.rocksdb;

import io.millrace.runtime.state.StateBackend;
import io.millrace.runtime.state.StateTables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * State on RocksDB: a database per partition; cache, bound of write buffers and threads are shared
 * by all. What is in its directory is of use to this process only. Safe for several threads.
 */
public final class RocksStateBackend implements StateBackend {
  /** They wait for the disk most of the time. */
  private static final int WRITERS = 4;

  private final RocksSettings settings;
  private final SharedOptions shared;
  private final ExecutorService writers;
  private final ExecutorService keepers;
  private final List<RocksStateTables> open = new ArrayList<>();

  /**
   * Opens the backend; deletes what is in its directory.
   *
   * @throws IllegalStateException if the native library cannot be loaded or the directory cannot be
   *     used; says what to do
   */
  public RocksStateBackend(RocksSettings settings) {
    this.settings = settings;
    RocksFaults.loadLibrary();
    try {
      Directories.delete(settings.directory());
      Files.createDirectories(settings.directory());
    } catch (IOException e) {
      throw new IllegalStateException(
          "directory for state cannot be used: dir=" + settings.directory() + "; " + e, e);
    }
    shared = new SharedOptions(settings);
    writers = threads("writer", WRITERS);
    keepers = threads("keeper", 1);
  }

  private static ExecutorService threads(String name, int count) {
    return Executors.newFixedThreadPool(
        count,
        task -> {
          Thread thread = new Thread(task, "millrace-state-" + name);
          thread.setDaemon(true);
          return thread;
        });
  }

  @Override
  public StateTables open(int partition) {
    String life = Long.toHexString(UUID.randomUUID().getMostSignificantBits());
    Path directory = settings.directory().resolve(partition + "-" + life);
    RocksStateTables tables = new RocksStateTables(this, directory, life);
    synchronized (open) {
      open.add(tables);
    }
    return tables;
  }

  void closed(RocksStateTables tables) {
    synchronized (open) {
      open.remove(tables);
    }
  }

  RocksSettings settings() {
    return settings;
  }

  SharedOptions shared() {
    return shared;
  }

  /** Write overlays into databases. */
  Executor writers() {
    return writers;
  }

  /** Hands files to snapshots; writers must not wait for that. */
  Executor keepers() {
    return keepers;
  }

  /** Native memory that cache and write buffers use, bytes. */
  public long nativeBytes() {
    return shared.cacheBytes();
  }

  @Override
  public String description() {
    return "rocksdb, memory " + (settings.memoryBytes() >> 20) + " MiB";
  }

  @Override
  public void close() {
    List<RocksStateTables> left;
    synchronized (open) {
      left = List.copyOf(open);
    }
    left.forEach(RocksStateTables::close);
    end(writers);
    end(keepers);
    shared.close();
  }

  private static void end(ExecutorService threads) {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(1, TimeUnit.MINUTES)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
