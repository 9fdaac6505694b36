package io.millrace.runtime.snapshot;

import io.millrace.functions.ByteOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Snapshots in memory: for tests. Safe for several threads. */
public final class MemorySnapshotStore implements SnapshotStore {
  private final Map<SnapshotId, Content> committed =
      new TreeMap<>(
          Comparator.comparingInt(SnapshotId::partition)
              .thenComparingInt(SnapshotId::generation)
              .thenComparingLong(SnapshotId::offset)
              .thenComparingLong(SnapshotId::epoch)
              .thenComparingInt(SnapshotId::codeVersion));

  /** What a snapshot holds; its files by name. */
  private record Content(List<byte[]> chunks, Map<String, byte[]> files) {}

  @Override
  public SnapshotOutput begin(SnapshotId id) {
    return new Output(id);
  }

  @Override
  public synchronized List<SnapshotId> list(int partition) {
    return committed.keySet().stream().filter(id -> id.partition() == partition).toList();
  }

  @Override
  public synchronized SnapshotInput open(SnapshotId id) {
    Content content = committed.get(id);
    if (content == null) {
      throw new SnapshotException("snapshot missing: " + id);
    }
    Iterator<byte[]> rest = content.chunks().iterator();
    return new SnapshotInput() {
      @Override
      public boolean read(ByteOutput chunk) {
        if (!rest.hasNext()) {
          return false;
        }
        byte[] bytes = rest.next();
        chunk.length(0);
        chunk.writeBytes(bytes, 0, bytes.length);
        return true;
      }

      @Override
      public void copyFile(String name, Path target) {
        byte[] bytes = content.files().get(name);
        if (bytes == null) {
          throw new SnapshotException("file not kept: snapshot=" + id + ", name=" + name);
        }
        try {
          Files.write(target, bytes);
        } catch (IOException e) {
          throw new SnapshotException("file cannot be written: file=" + target + "; " + e, e);
        }
      }

      @Override
      public void close() {
        // holds nothing
      }
    };
  }

  @Override
  public synchronized void delete(SnapshotId id) {
    committed.remove(id);
  }

  private synchronized void keep(SnapshotId id, Content content) {
    committed.put(id, content);
  }

  private final class Output implements SnapshotOutput {
    private final SnapshotId id;
    private final List<byte[]> chunks = new ArrayList<>();
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private Status status = Status.WRITING;

    Output(SnapshotId id) {
      this.id = id;
    }

    @Override
    public boolean offer(byte[] chunk, int length) {
      force(chunk, length);
      return true;
    }

    @Override
    public void force(byte[] chunk, int length) {
      chunks.add(Arrays.copyOf(chunk, length));
    }

    @Override
    public void keepFile(String name, Path source) {
      try {
        files.put(name, Files.readAllBytes(source));
      } catch (IOException e) {
        throw new SnapshotException("file cannot be read: file=" + source + "; " + e, e);
      }
    }

    @Override
    public void commit() {
      keep(id, new Content(chunks, files));
      status = Status.COMMITTED;
    }

    @Override
    public void abort() {
      chunks.clear();
      status = Status.FAILED;
    }

    @Override
    public Status status() {
      return status;
    }
  }
}
