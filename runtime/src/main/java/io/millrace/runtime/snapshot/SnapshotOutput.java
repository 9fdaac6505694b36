package io.millrace.runtime.snapshot;

import java.nio.file.Path;

/** A snapshot that is being written. Never waits for a disk. */
public interface SnapshotOutput {

  /** What has become of it. */
  enum Status {
    /** Chunks are taken, or are on their way to where they are kept. */
    WRITING,
    /** It is complete and durable. */
    COMMITTED,
    /** It could not be written, or was aborted; nothing of it is left. */
    FAILED
  }

  /**
   * Hands over a chunk, in order; the array belongs to the snapshot from then on.
   *
   * @return false if so much is waiting to be written that the caller had better come back later;
   *     then the chunk was not taken
   */
  boolean offer(byte[] chunk, int length);

  /**
   * Like {@link #offer}, but takes the chunk in any case: for what must be saved before it is
   * overwritten.
   */
  void force(byte[] chunk, int length);

  /**
   * Keeps a file with the snapshot. Waits for the disk, so it is called by another thread than the
   * partition's, between the begin of the snapshot and {@link #commit}.
   *
   * <p>Several snapshots of a partition may keep a file under the same name: it is stored once, and
   * for as long as one of them is there.
   *
   * @param name letters, digits, dots and dashes; in one partition the same name never stands for
   *     another content
   * @param source does not change any more; may be deleted when this returns
   * @throws SnapshotException if it cannot be kept, or the snapshot was given up
   */
  default void keepFile(String name, Path source) {
    throw new SnapshotException("snapshot store keeps no files: file=" + source);
  }

  /** All chunks were handed over; {@link #status()} tells when they are durable. */
  void commit();

  /** Gives it up; nothing of it is left. */
  void abort();

  /** What has become of it; read by the partition's thread. */
  Status status();
}
