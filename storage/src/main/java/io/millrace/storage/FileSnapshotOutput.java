package io.millrace.storage;

import io.millrace.runtime.snapshot.SnapshotException;
import io.millrace.runtime.snapshot.SnapshotId;
import io.millrace.runtime.snapshot.SnapshotOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A snapshot on its way to its file. The partition's thread hands chunks over; all methods named
 * {@code ...ToFile}, and the fields without {@code volatile}, belong to the store's thread.
 */
final class FileSnapshotOutput implements SnapshotOutput {
  private static final Logger LOG = LoggerFactory.getLogger(FileSnapshotOutput.class);

  private final FileSnapshotStore store;
  private final SnapshotId id;
  private final Path file;
  private final Path unfinished;
  private final CRC32C chunkHeaders = new CRC32C();
  private volatile Status status = Status.WRITING;
  private FileChannel channel;
  private int chunks;

  /** Names of the files kept; guarded by itself, null when they are no longer this output's. */
  private List<String> kept = new ArrayList<>();

  FileSnapshotOutput(FileSnapshotStore store, SnapshotId id, Path file) {
    this.store = store;
    this.id = id;
    this.file = file;
    unfinished = file.resolveSibling(file.getFileName() + FileSnapshotStore.UNFINISHED);
  }

  @Override
  public boolean offer(byte[] chunk, int length) {
    if (!store.takes(length)) {
      return false;
    }
    force(chunk, length);
    return true;
  }

  @Override
  public void force(byte[] chunk, int length) {
    if (status == Status.WRITING) {
      store.waiting(length);
      store.later(
          () -> {
            toFile(chunk, length, 0);
            store.waiting(-length);
          },
          this);
    }
  }

  @Override
  public void keepFile(String name, Path source) {
    KeptFiles files = store.files(id.partition());
    KeptFile file;
    synchronized (files) {
      if (kept == null) {
        throw new SnapshotException("snapshot was given up: file=" + this.file);
      }
      try {
        file = files.keep(name, source);
      } catch (IOException e) {
        throw new SnapshotException(
            "file cannot be kept with a snapshot: file=" + source + "; " + e, e);
      }
      kept.add(name);
    }
    byte[] entry = file.encode();
    store.later(() -> toFile(entry, entry.length, SnapshotFile.FILE_BIT), this);
  }

  @Override
  public void commit() {
    store.later(this::commitToFile, this);
  }

  @Override
  public void abort() {
    store.later(() -> removeToFile(null), this);
  }

  @Override
  public Status status() {
    return status;
  }

  private void toFile(byte[] chunk, int length, int bit) {
    if (status != Status.WRITING) {
      return;
    }
    try {
      openToFile();
      byte[] header = SnapshotFile.chunkHeader(chunk, length, bit);
      DocumentFile.writeFully(channel, ByteBuffer.wrap(header));
      DocumentFile.writeFully(channel, ByteBuffer.wrap(chunk, 0, length));
      chunkHeaders.update(header);
      chunks++;
    } catch (IOException e) {
      removeToFile(e);
    }
  }

  private void openToFile() throws IOException {
    if (channel == null) {
      Files.createDirectories(file.getParent());
      channel =
          FileChannel.open(
              unfinished,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE);
      DocumentFile.writeFully(
          channel, ByteBuffer.wrap(SnapshotFile.header(id, SnapshotFile.VERSION)));
    }
  }

  private void commitToFile() {
    if (status != Status.WRITING) {
      return;
    }
    try {
      openToFile();
      DocumentFile.writeFully(channel, ByteBuffer.wrap(SnapshotFile.footer(chunks, chunkHeaders)));
      List<String> names = handOver();
      if (!names.isEmpty()) {
        channel.position(0);
        byte[] header = SnapshotFile.header(id, SnapshotFile.VERSION_WITH_FILES);
        DocumentFile.writeFully(channel, ByteBuffer.wrap(header));
      }
      channel.force(true);
      channel.close();
      Files.move(
          unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      DocumentFile.syncDirectory(file.getParent());
      store.committed(id, names);
      status = Status.COMMITTED;
    } catch (IOException e) {
      removeToFile(e);
    }
  }

  /** The files kept; no others are taken from here on. */
  private List<String> handOver() {
    synchronized (store.files(id.partition())) {
      List<String> names = kept == null ? List.of() : kept;
      kept = null;
      return names;
    }
  }

  /** Gives up; {@code cause} is null when the partition wanted it. */
  void removeToFile(Exception cause) {
    if (status != Status.WRITING) {
      return;
    }
    store.files(id.partition()).release(handOver());
    try {
      if (channel != null) {
        channel.close();
      }
      Files.deleteIfExists(unfinished);
    } catch (IOException e) {
      LOG.warn("cannot remove unfinished snapshot: file={}; {}", unfinished, e.toString());
    }
    if (cause != null) {
      LOG.warn("snapshot not written: file={}; {}", file, cause.toString());
    }
    status = Status.FAILED;
  }
}
