package io.millrace.transport;

/** Sends control messages to one peer. Used by one thread. */
public interface ControlSender {

  /**
   * Sends one message, whole or not at all. The array is the caller's again when this returns.
   *
   * @return false if there is no room or no connection now; try again later
   * @throws IllegalArgumentException if it is larger than the settings allow
   */
  boolean offer(byte[] message, int at, int length);
}
