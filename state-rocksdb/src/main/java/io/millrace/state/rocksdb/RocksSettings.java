package io.millrace.state.rocksdb;

import java.nio.file.Path;

/**
 * How state is kept on RocksDB.
 *
 * @param directory where databases are; all in it is deleted when the backend is opened
 * @param memoryBytes what all partitions may use together: half of it for blocks that were read, a
 *     quarter for changes on their way to disk in native memory, a quarter for those in the heap
 * @param partitions how many share the memory
 */
public record RocksSettings(Path directory, long memoryBytes, int partitions) {
  /** The usual memory. */
  public static final long DEFAULT_MEMORY_BYTES = 256L << 20;

  /** The least memory. */
  public static final long LEAST_MEMORY_BYTES = 16L << 20;

  private static final long LEAST_OVERLAY_BYTES = 64 << 10;
  private static final long MOST_OVERLAY_BYTES = 16 << 20;
  private static final long LEAST_WRITE_BUFFER_BYTES = 1 << 20;
  private static final long MOST_WRITE_BUFFER_BYTES = 64 << 20;

  public RocksSettings {
    if (memoryBytes < LEAST_MEMORY_BYTES) {
      throw new IllegalArgumentException(
          "memory for state too small: bytes="
              + memoryBytes
              + "; at least "
              + LEAST_MEMORY_BYTES
              + " (16m); raise --state-memory");
    }
  }

  /** Native memory: blocks, filters and write buffers. */
  long nativeBytes() {
    return memoryBytes - memoryBytes / 4;
  }

  /** Write buffers of all databases. */
  long writeBuffersBytes() {
    return memoryBytes / 4;
  }

  /** When an overlay goes to the database; there are at most about two per partition. */
  long overlayBytes() {
    long share = memoryBytes / 4 / partitions / 2;
    return Math.max(LEAST_OVERLAY_BYTES, Math.min(MOST_OVERLAY_BYTES, share));
  }

  /** The write buffer of one database; all together are bounded by {@link #writeBuffersBytes}. */
  long writeBufferBytes() {
    long share = writeBuffersBytes() / partitions;
    return Math.max(LEAST_WRITE_BUFFER_BYTES, Math.min(MOST_WRITE_BUFFER_BYTES, share));
  }
}
