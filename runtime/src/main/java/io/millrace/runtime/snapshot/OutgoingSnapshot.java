package io.millrace.runtime.snapshot;

/**
 * The bytes of a committed snapshot, all its files included. Never waits for a disk; one thread.
 */
public interface OutgoingSnapshot extends AutoCloseable {

  /** How many bytes there are; -1 while that is not known. */
  long length();

  /**
   * Gives bytes that were read ahead.
   *
   * @param position of the first wanted, from 0
   * @param to where they are put, from {@code at} on
   * @param most how many at most
   * @return how many; 0 if there are none yet, or none behind {@code position}; -1 if the snapshot
   *     cannot be read, which is logged
   */
  int read(long position, byte[] to, int at, int most);

  @Override
  void close();
}
