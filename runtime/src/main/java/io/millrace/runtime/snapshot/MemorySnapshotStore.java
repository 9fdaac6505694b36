package io.millrace.runtime.snapshot;

import io.millrace.functions.ByteOutput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Snapshots in memory: for tests. Safe for several threads. */
public final class MemorySnapshotStore implements SnapshotStore {
  private final Map<SnapshotId, List<byte[]>> committed =
      new TreeMap<>(
          Comparator.comparingInt(SnapshotId::partition)
              .thenComparingInt(SnapshotId::generation)
              .thenComparingLong(SnapshotId::offset)
              .thenComparingLong(SnapshotId::epoch)
              .thenComparingInt(SnapshotId::codeVersion));

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
    List<byte[]> chunks = committed.get(id);
    if (chunks == null) {
      throw new SnapshotException("snapshot missing: " + id);
    }
    Iterator<byte[]> rest = chunks.iterator();
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
      public void close() {
        // holds nothing
      }
    };
  }

  @Override
  public synchronized void delete(SnapshotId id) {
    committed.remove(id);
  }

  private synchronized void keep(SnapshotId id, List<byte[]> chunks) {
    committed.put(id, chunks);
  }

  private final class Output implements SnapshotOutput {
    private final SnapshotId id;
    private final List<byte[]> chunks = new ArrayList<>();
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
    public void commit() {
      keep(id, chunks);
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
