package io.millrace.storage;

import io.millrace.runtime.snapshot.IncomingSnapshot;
import io.millrace.runtime.snapshot.SnapshotId;
import io.millrace.runtime.snapshot.SnapshotOutput.Status;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A snapshot that comes from another store as {@link FileOutgoingSnapshot} gives it. All its bytes
 * go into one file; when they are there, the files that it keeps are taken out of it, and all is
 * checked before it gets its name. All methods named {@code ...ToFile} belong to the store's
 * thread.
 */
final class FileIncomingSnapshot implements IncomingSnapshot {
  private static final Logger LOG = LoggerFactory.getLogger(FileIncomingSnapshot.class);

  private final FileSnapshotStore store;
  private final SnapshotId id;
  private final Path file;
  private final Path unfinished;
  private volatile Status status = Status.WRITING;
  private FileChannel channel;

  FileIncomingSnapshot(FileSnapshotStore store, SnapshotId id, Path file) {
    this.store = store;
    this.id = id;
    this.file = file;
    unfinished =
        file.resolveSibling("received-" + file.getFileName() + FileSnapshotStore.UNFINISHED);
  }

  @Override
  public boolean offer(byte[] bytes, int at, int length) {
    if (!store.takes(length)) {
      return false;
    }
    byte[] copy = Arrays.copyOfRange(bytes, at, at + length);
    store.waiting(length);
    store.later(
        () -> {
          store.waiting(-length); // even if it was given up: other snapshots wait for this room
          ifWriting(() -> toFile(copy));
        },
        this::removeToFile);
    return true;
  }

  @Override
  public void commit() {
    later(this::commitToFile);
  }

  @Override
  public void abort() {
    later(() -> removeToFile(null));
  }

  @Override
  public Status status() {
    return status;
  }

  private interface Task {
    void run() throws IOException;
  }

  private void later(Task task) {
    store.later(() -> ifWriting(task), this::removeToFile);
  }

  private void ifWriting(Task task) {
    try {
      if (status == Status.WRITING) {
        task.run();
      }
    } catch (IOException | RuntimeException e) {
      removeToFile(e);
    }
  }

  private void toFile(byte[] bytes) throws IOException {
    if (channel == null) {
      Files.createDirectories(file.getParent());
      channel =
          FileChannel.open(
              unfinished,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
    }
    DocumentFile.writeFully(channel, ByteBuffer.wrap(bytes));
  }

  private void commitToFile() throws IOException {
    SnapshotFile.Front front = SnapshotFile.verifyFront(unfinished);
    if (!front.id().equals(id)) {
      throw SnapshotFile.damaged(unfinished, "it holds " + front.id());
    }
    long bytes = front.bytes();
    for (KeptFile kept : front.kept()) {
      bytes += kept.bytes();
    }
    if (bytes != channel.size()) {
      throw SnapshotFile.damaged(unfinished, "bytes=" + channel.size() + ", expected=" + bytes);
    }
    List<String> names = new ArrayList<>();
    try {
      keepToFile(front, names);
      channel.truncate(front.bytes());
      channel.force(true);
      channel.close();
      Files.move(
          unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      DocumentFile.syncDirectory(file.getParent());
    } catch (IOException | RuntimeException e) {
      store.files(id.partition()).release(names);
      throw e;
    }
    store.committed(id, names);
    status = Status.COMMITTED;
  }

  /** Takes the files out that are kept with the snapshot. */
  private void keepToFile(SnapshotFile.Front front, List<String> names) throws IOException {
    KeptFiles files = store.files(id.partition());
    long position = front.bytes();
    Path part = file.resolveSibling("file-" + unfinished.getFileName());
    try {
      for (KeptFile kept : front.kept()) {
        try (FileChannel target =
            FileChannel.open(
                part,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
          for (long done = 0; done < kept.bytes(); ) {
            done += channel.transferTo(position + done, kept.bytes() - done, target);
          }
        }
        KeptFile stored = files.keep(kept.name(), part);
        names.add(kept.name());
        Files.delete(part);
        if (!stored.equals(kept)) {
          throw SnapshotFile.damaged(unfinished, "another content of " + kept.name());
        }
        position += kept.bytes();
      }
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** Gives up; {@code cause} is null when the owner of the copy wanted it. */
  private void removeToFile(Exception cause) {
    try {
      if (channel != null) {
        channel.close();
      }
      Files.deleteIfExists(unfinished);
    } catch (IOException e) {
      LOG.warn("cannot remove unfinished snapshot: file={}; {}", unfinished, e.toString());
    }
    if (cause != null) {
      LOG.warn("snapshot not taken: file={}; {}", file, cause.toString());
    }
    status = Status.FAILED;
  }
}
