package io.millrace.benchmarks.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Reads what sinks write into a directory, while they write it; the oldest file first. */
final class Trace implements AutoCloseable {
  /** Bytes of an entry: arrival (ns), number, offset, partition. */
  static final int ENTRY = 28;

  private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(60);
  private static final long POLL_MS = 20;

  static final String SUFFIX = ".trace";

  /** Who is told. */
  interface Listener {
    /** A probe that arrived. */
    void onProbe(long arrivalNs, long number, int partition, long offset);
  }

  private final Path directory;
  private final List<Path> known = new ArrayList<>();
  private final List<FileChannel> files = new ArrayList<>();
  private long newestNs = Long.MIN_VALUE;
  private final ByteBuffer buffer = ByteBuffer.allocate(ENTRY * 4096);

  Trace(Path directory) {
    this.directory = directory;
  }

  /** Tells of all that came since the last call; returns how many probes that were. */
  long read(Listener listener) {
    try {
      openNew();
      long count = 0;
      for (FileChannel file : files) {
        count += read(file, listener);
      }
      return count;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Tells of all that comes until a probe that arrived at {@code ns} or later.
   *
   * @throws IllegalStateException if nothing comes for a minute
   */
  void readUntil(long ns, Listener listener) throws InterruptedException {
    long giveUpNs = System.nanoTime() + PATIENCE_NS;
    while (newestNs < ns) {
      if (read(listener) > 0) {
        giveUpNs = System.nanoTime() + PATIENCE_NS;
      } else if (System.nanoTime() > giveUpNs) {
        throw new IllegalStateException("nothing arrives any more: directory=" + directory);
      } else {
        TimeUnit.MILLISECONDS.sleep(POLL_MS);
      }
    }
  }

  private long read(FileChannel file, Listener listener) throws IOException {
    long count = 0;
    while (true) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), whole(file)));
      if (!buffer.hasRemaining()) {
        return count;
      }
      while (buffer.hasRemaining()) {
        file.read(buffer);
      }
      buffer.flip();
      while (buffer.hasRemaining()) {
        long arrivalNs = buffer.getLong();
        long number = buffer.getLong();
        long offset = buffer.getLong();
        newestNs = Math.max(newestNs, arrivalNs);
        listener.onProbe(arrivalNs, number, buffer.getInt(), offset);
        count++;
      }
    }
  }

  /** Bytes of whole entries that are there and not read. */
  private static long whole(FileChannel file) throws IOException {
    return (file.size() - file.position()) / ENTRY * ENTRY;
  }

  private void openNew() throws IOException {
    try (Stream<Path> listed = Files.list(directory)) {
      for (Path file : listed.filter(f -> f.toString().endsWith(SUFFIX)).sorted().toList()) {
        if (!known.contains(file)) {
          known.add(file);
          files.add(FileChannel.open(file));
        }
      }
    }
  }

  @Override
  public void close() {
    for (FileChannel file : files) {
      try {
        file.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
