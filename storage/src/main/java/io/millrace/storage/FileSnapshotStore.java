package io.millrace.storage;

import io.millrace.runtime.snapshot.SnapshotException;
import io.millrace.runtime.snapshot.SnapshotId;
import io.millrace.runtime.snapshot.SnapshotInput;
import io.millrace.runtime.snapshot.SnapshotOutput;
import io.millrace.runtime.snapshot.SnapshotStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Snapshots as files, one directory per partition, written by one thread of the store's own. Keeps
 * whatever it is not told to delete. Safe for several threads.
 */
public final class FileSnapshotStore implements SnapshotStore, AutoCloseable {
  /** What is appended to the name of a snapshot that is being written. */
  static final String UNFINISHED = ".tmp";

  private static final Logger LOG = LoggerFactory.getLogger(FileSnapshotStore.class);
  private static final String SUFFIX = ".snapshot";
  private static final long MOST_WAITING_BYTES = 8 << 20;

  private final Path directory;

  /** Written or read whole by this process: not to be read again at each {@link #list}. */
  private final Map<Path, SnapshotId> verified = new ConcurrentHashMap<>();

  /** Deleted for everybody, though the file may still be there: its thread deletes it. */
  private final Set<Path> doomed = ConcurrentHashMap.newKeySet();

  private final AtomicLong waitingBytes = new AtomicLong();
  private final ExecutorService writer =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "millrace-snapshot-writer");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * A store over a directory that nobody else uses: {@link DataDirectory} holds its lock.
   *
   * @throws IOException if the directory cannot be read
   */
  FileSnapshotStore(Path directory) throws IOException {
    this.directory = directory;
    Files.createDirectories(directory);
    removeUnfinished();
  }

  private void removeUnfinished() throws IOException {
    List<Path> unfinished;
    try (Stream<Path> files = Files.walk(directory, 2)) {
      unfinished = files.filter(file -> file.toString().endsWith(SUFFIX + UNFINISHED)).toList();
    }
    for (Path file : unfinished) {
      Files.deleteIfExists(file);
    }
  }

  @Override
  public SnapshotOutput begin(SnapshotId id) {
    return new FileSnapshotOutput(this, id, file(id));
  }

  private Path partitionDirectory(int partition) {
    return directory.resolve(Integer.toString(partition));
  }

  private Path file(SnapshotId id) {
    return partitionDirectory(id.partition()).resolve(id.generation() + "-" + id.offset() + SUFFIX);
  }

  @Override
  public List<SnapshotId> list(int partition) {
    Path partitionDirectory = partitionDirectory(partition);
    if (!Files.isDirectory(partitionDirectory)) {
      return List.of();
    }
    List<SnapshotId> ids = new ArrayList<>();
    try (Stream<Path> files = Files.list(partitionDirectory)) {
      for (Path file : files.filter(path -> path.toString().endsWith(SUFFIX)).toList()) {
        if (!doomed.contains(file)) {
          identify(file, partition, ids);
        }
      }
    } catch (IOException e) {
      throw new SnapshotException("cannot list snapshots: dir=" + partitionDirectory, e);
    }
    ids.sort(Comparator.comparingInt(SnapshotId::generation).thenComparingLong(SnapshotId::offset));
    return ids;
  }

  private void identify(Path file, int partition, List<SnapshotId> ids) {
    try {
      SnapshotId id = verified.computeIfAbsent(file, SnapshotFile::verify);
      if (id.partition() == partition && file.equals(file(id))) {
        ids.add(id);
      } else {
        LOG.warn("snapshot under a wrong name left out: file={}, holds={}", file, id);
      }
    } catch (SnapshotException e) {
      LOG.warn("snapshot left out: file={}; {}", file, e.getMessage());
    }
  }

  @Override
  public SnapshotInput open(SnapshotId id) {
    if (doomed.contains(file(id))) {
      throw new SnapshotException("snapshot was deleted: file=" + file(id));
    }
    return SnapshotFile.open(file(id), id);
  }

  @Override
  public void delete(SnapshotId id) {
    Path file = file(id);
    verified.remove(file);
    doomed.add(file);
    try {
      writer.execute(() -> deleteFile(file));
    } catch (RejectedExecutionException e) {
      deleteFile(file);
    }
  }

  private void deleteFile(Path file) {
    try {
      Files.deleteIfExists(file);
      doomed.remove(file);
    } catch (IOException e) {
      LOG.warn("cannot delete snapshot: file={}; {}", file, e.toString());
    }
  }

  /** Whether so little is waiting to be written that a chunk may be offered. */
  boolean takes(int length) {
    long waiting = waitingBytes.get();
    return waiting == 0 || waiting + length <= MOST_WAITING_BYTES;
  }

  void committed(SnapshotId id, Path file) {
    doomed.remove(file);
    verified.put(file, id);
  }

  void waiting(int bytes) {
    waitingBytes.addAndGet(bytes);
  }

  /** Runs something in the store's thread; {@code output} fails if the store is closed. */
  void later(Runnable task, FileSnapshotOutput output) {
    try {
      writer.execute(task);
    } catch (RejectedExecutionException e) {
      output.removeToFile(e);
    }
  }

  /** Writes what was handed over, then ends; outputs that were not committed stay unfinished. */
  @Override
  public void close() {
    writer.shutdown();
    try {
      if (!writer.awaitTermination(1, TimeUnit.MINUTES)) {
        LOG.warn("snapshots are still being written: dir={}", directory);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
