package io.millrace.storage;

import io.millrace.runtime.snapshot.IncomingSnapshot;
import io.millrace.runtime.snapshot.OutgoingSnapshot;
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
import java.util.NavigableSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
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

  /** The order of moments; a file's name says no more, so equal ones are the same file. */
  private static final Comparator<SnapshotId> BY_MOMENT =
      Comparator.comparingInt(SnapshotId::generation).thenComparingLong(SnapshotId::offset);

  private final Path directory;
  private final boolean writable;

  /** What is stored, in memory: after the first look nobody waits for a directory. */
  private final Map<Integer, NavigableSet<SnapshotId>> byPartition = new ConcurrentHashMap<>();

  private final Map<Integer, KeptFiles> filesByPartition = new ConcurrentHashMap<>();

  /** The names of the files that a snapshot keeps. */
  private final Map<SnapshotId, List<String>> filesOf = new ConcurrentHashMap<>();

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
    this(directory, true);
    Files.createDirectories(directory);
    removeUnfinished();
  }

  private FileSnapshotStore(Path directory, boolean writable) {
    this.directory = directory;
    this.writable = writable;
  }

  /** A store that changes nothing. */
  static FileSnapshotStore toRead(Path directory) {
    return new FileSnapshotStore(directory, false);
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
    checkWritable();
    return new FileSnapshotOutput(this, id, file(id));
  }

  private void checkWritable() {
    if (!writable) {
      throw new SnapshotException("snapshots were opened to be read only: dir=" + directory);
    }
  }

  private Path partitionDirectory(int partition) {
    return directory.resolve(Integer.toString(partition));
  }

  private Path file(SnapshotId id) {
    return partitionDirectory(id.partition()).resolve(id.generation() + "-" + id.offset() + SUFFIX);
  }

  @Override
  public List<SnapshotId> list(int partition) {
    return List.copyOf(known(partition));
  }

  /** The committed snapshots of a partition in their order; reads the directory at first use. */
  private NavigableSet<SnapshotId> known(int partition) {
    return byPartition.computeIfAbsent(partition, this::readDirectory);
  }

  private NavigableSet<SnapshotId> readDirectory(int partition) {
    NavigableSet<SnapshotId> ids = new ConcurrentSkipListSet<>(BY_MOMENT);
    Path partitionDirectory = partitionDirectory(partition);
    if (!Files.isDirectory(partitionDirectory)) {
      return ids;
    }
    boolean isWhole = true;
    try (Stream<Path> files = Files.list(partitionDirectory)) {
      for (Path file : files.filter(path -> path.toString().endsWith(SUFFIX)).toList()) {
        isWhole &= identify(file, partition, ids);
      }
    } catch (IOException e) {
      throw new SnapshotException("cannot list snapshots: dir=" + partitionDirectory, e);
    }
    if (isWhole && writable) {
      // else somebody may want to repair what was left out
      files(partition).deleteUnknown();
    }
    return ids;
  }

  /** Adds the snapshot in a file; false if it is to be left out. */
  private boolean identify(Path file, int partition, Set<SnapshotId> ids) {
    try {
      List<KeptFile> kept = new ArrayList<>();
      SnapshotId id = SnapshotFile.verify(file, kept);
      if (id.partition() == partition && file.equals(file(id))) {
        files(partition).restore(file, kept);
        filesOf.put(id, kept.stream().map(KeptFile::name).toList());
        ids.add(id);
        return true;
      } else {
        LOG.warn("snapshot under a wrong name left out: file={}, holds={}", file, id);
      }
    } catch (SnapshotException e) {
      LOG.warn("snapshot left out: file={}; {}", file, e.getMessage());
    }
    return false;
  }

  @Override
  public SnapshotInput open(SnapshotId id) {
    if (!known(id.partition()).contains(id)) {
      throw new SnapshotException("snapshot missing: file=" + file(id));
    }
    return SnapshotFile.open(file(id), id, files(id.partition()));
  }

  @Override
  public OutgoingSnapshot send(SnapshotId id) {
    if (!known(id.partition()).contains(id)) {
      throw new SnapshotException("snapshot missing: file=" + file(id));
    }
    FileOutgoingSnapshot outgoing = new FileOutgoingSnapshot(this, file(id));
    outgoing.begin(filesOf.getOrDefault(id, List.of()), files(id.partition()));
    return outgoing;
  }

  @Override
  public IncomingSnapshot receive(SnapshotId id) {
    checkWritable();
    return new FileIncomingSnapshot(this, id, file(id));
  }

  @Override
  public void delete(SnapshotId id) {
    checkWritable();
    if (!known(id.partition()).remove(id)) {
      return;
    }
    try {
      writer.execute(() -> deleteFiles(id));
    } catch (RejectedExecutionException e) {
      deleteFiles(id);
    }
  }

  /** The snapshot first, then what only it needed. */
  private void deleteFiles(SnapshotId id) {
    deleteFile(file(id));
    releaseFiles(id);
  }

  private void releaseFiles(SnapshotId id) {
    List<String> names = filesOf.remove(id);
    if (names != null) {
      files(id.partition()).release(names);
    }
  }

  /** The files that a partition's snapshots share. */
  KeptFiles files(int partition) {
    return filesByPartition.computeIfAbsent(
        partition, of -> new KeptFiles(partitionDirectory(of).resolve("files")));
  }

  private static void deleteFile(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.warn("cannot delete snapshot: file={}; {}", file, e.toString());
    }
  }

  /** Whether so little is waiting to be written that a chunk may be offered. */
  boolean takes(int length) {
    long waiting = waitingBytes.get();
    return waiting == 0 || waiting + length <= MOST_WAITING_BYTES;
  }

  /** The file of a snapshot is complete; it may have taken the place of one of the same moment. */
  void committed(SnapshotId id, List<String> names) {
    NavigableSet<SnapshotId> ids = known(id.partition());
    SnapshotId former = ids.floor(id);
    if (former != null && BY_MOMENT.compare(former, id) == 0) {
      ids.remove(former);
      releaseFiles(former);
    }
    filesOf.put(id, names);
    ids.add(id);
  }

  void waiting(int bytes) {
    waitingBytes.addAndGet(bytes);
  }

  /** Runs something in the store's thread; {@code output} fails if the store is closed. */
  void later(Runnable task, FileSnapshotOutput output) {
    later(task, output::removeToFile);
  }

  /** Runs something in the store's thread, or in the caller's what is done if it is closed. */
  void later(Runnable task, Consumer<Exception> orElse) {
    try {
      writer.execute(task);
    } catch (RejectedExecutionException e) {
      orElse.accept(e);
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
