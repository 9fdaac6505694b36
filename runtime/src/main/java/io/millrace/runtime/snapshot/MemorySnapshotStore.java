package io.millrace.runtime.snapshot;

import io.millrace.functions.ByteInput;
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

  /** The chunks, each behind its length, -1, and the files: name, length, bytes. */
  @Override
  public synchronized OutgoingSnapshot send(SnapshotId id) {
    Content content = committed.get(id);
    if (content == null) {
      throw new SnapshotException("snapshot missing: " + id);
    }
    ByteOutput all = new ByteOutput(1024);
    for (byte[] chunk : content.chunks()) {
      all.writeInt(chunk.length);
      all.writeBytes(chunk, 0, chunk.length);
    }
    all.writeInt(-1);
    content
        .files()
        .forEach(
            (name, file) -> {
              all.writeString(name);
              all.writeInt(file.length);
              all.writeBytes(file, 0, file.length);
            });
    byte[] bytes = all.toByteArray();
    return new OutgoingSnapshot() {
      @Override
      public long length() {
        return bytes.length;
      }

      @Override
      public int read(long position, byte[] to, int at, int most) {
        int count = (int) Math.min(most, bytes.length - position);
        System.arraycopy(bytes, (int) position, to, at, count);
        return count;
      }

      @Override
      public void close() {
        // holds nothing
      }
    };
  }

  @Override
  public IncomingSnapshot receive(SnapshotId id) {
    ByteOutput all = new ByteOutput(1024);
    return new IncomingSnapshot() {
      private SnapshotOutput.Status status = SnapshotOutput.Status.WRITING;

      @Override
      public boolean offer(byte[] bytes, int at, int length) {
        all.writeBytes(bytes, at, length);
        return true;
      }

      @Override
      public void commit() {
        keep(id, contentOf(all.toByteArray()));
        status = SnapshotOutput.Status.COMMITTED;
      }

      @Override
      public void abort() {
        status = SnapshotOutput.Status.FAILED;
      }

      @Override
      public SnapshotOutput.Status status() {
        return status;
      }
    };
  }

  private static Content contentOf(byte[] bytes) {
    ByteInput in = new ByteInput(bytes);
    List<byte[]> chunks = new ArrayList<>();
    for (int length = in.readInt(); length >= 0; length = in.readInt()) {
      chunks.add(in.readBytes(length));
    }
    Map<String, byte[]> files = new ConcurrentHashMap<>();
    while (in.remaining() > 0) {
      String name = in.readString();
      files.put(name, in.readBytes(in.readInt()));
    }
    return new Content(chunks, files);
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
