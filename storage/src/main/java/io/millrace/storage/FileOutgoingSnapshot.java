package io.millrace.storage;

import io.millrace.runtime.snapshot.OutgoingSnapshot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bytes of a stored snapshot: its file, and behind it the files that it keeps, by their names.
 * The store's thread opens all of them at once, so that deleting them disturbs nobody, and reads a
 * block at a time.
 */
final class FileOutgoingSnapshot implements OutgoingSnapshot {
  private static final Logger LOG = LoggerFactory.getLogger(FileOutgoingSnapshot.class);
  private static final int BLOCK_BYTES = 256 << 10;

  private record Block(long position, byte[] bytes) {}

  private record Part(FileChannel channel, long position, long bytes) {}

  private final FileSnapshotStore store;
  private final Path file;
  private volatile long length = -1;
  private volatile Block block = new Block(0, new byte[0]);
  private volatile boolean failed;
  private volatile boolean asked;

  // the store's thread
  private final List<Part> parts = new ArrayList<>();

  FileOutgoingSnapshot(FileSnapshotStore store, Path file) {
    this.store = store;
    this.file = file;
  }

  /** Has all files opened. */
  void begin(List<String> names, KeptFiles files) {
    later(() -> open(names, files));
  }

  private interface Task {
    void run() throws IOException;
  }

  private void later(Task task) {
    store.later(
        () -> {
          try {
            task.run();
          } catch (IOException e) {
            failed(e);
          }
        },
        this::failed);
  }

  private void failed(Exception cause) {
    LOG.warn("snapshot cannot be sent: file={}; {}", file, cause.toString());
    failed = true;
  }

  private void open(List<String> names, KeptFiles files) throws IOException {
    long bytes = add(file, 0);
    for (String name : names.stream().sorted().distinct().toList()) {
      bytes += add(files.path(name), bytes);
    }
    length = bytes;
  }

  private long add(Path path, long position) throws IOException {
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
    parts.add(new Part(channel, position, channel.size()));
    return channel.size();
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public int read(long position, byte[] to, int at, int most) {
    if (failed) {
      return -1;
    }
    Block ahead = block;
    long from = position - ahead.position;
    if (from < 0 || from >= ahead.bytes.length) {
      if (!asked && position != length) {
        asked = true;
        later(() -> readBlock(position));
      }
      return 0;
    }
    int count = (int) Math.min(most, ahead.bytes.length - from);
    System.arraycopy(ahead.bytes, (int) from, to, at, count);
    return count;
  }

  private void readBlock(long position) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(new byte[(int) Math.min(BLOCK_BYTES, length - position)]);
    for (Part part : parts) {
      long next = position + buffer.position();
      if (next >= part.position && next < part.position + part.bytes) {
        long left = part.position + part.bytes - next;
        buffer.limit((int) Math.min(buffer.capacity(), buffer.position() + left));
        while (buffer.hasRemaining()) {
          if (part.channel.read(buffer, position + buffer.position() - part.position) < 0) {
            throw new IOException("cut short at byte " + (position + buffer.position()));
          }
        }
      }
    }
    block = new Block(position, buffer.array());
    asked = false;
  }

  @Override
  public void close() {
    store.later(this::closeParts, refused -> closeParts());
  }

  private void closeParts() {
    for (Part part : parts) {
      try {
        part.channel.close();
      } catch (IOException ignored) {
        // only read from
      }
    }
    parts.clear();
  }
}
