package io.millrace.runtime.transport;

/** Sends frames to where their headers say. Used by one thread. */
public interface FrameSender {

  /**
   * Sends one sealed frame, whole or not at all: to the owner of its destination, or, for the types
   * that travel back, to whoever holds its origin. The array is the caller's again when this
   * returns.
   *
   * @return false if there is no room now; try again later
   */
  boolean offer(byte[] frame, int at, int length);
}
