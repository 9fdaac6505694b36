package io.millrace.runtime.snapshot;

/** A snapshot that comes from another store, byte by byte. Never waits for a disk; one thread. */
public interface IncomingSnapshot {

  /**
   * Takes the next bytes; they are copied.
   *
   * @return false if so much is waiting to be written that the caller had better come back later;
   *     then nothing was taken
   */
  boolean offer(byte[] bytes, int at, int length);

  /**
   * All bytes were taken: they are checked, and if they are the snapshot that was announced, it is
   * kept. {@link #status} tells.
   */
  void commit();

  /** Gives it up; nothing of it is left. */
  void abort();

  /** What has become of it. */
  SnapshotOutput.Status status();
}
