package io.millrace.runtime.state;

/**
 * State that cannot be read or written, because of the disk for instance. An error, so that no
 * failure policy takes it for a fault of the function that asked for the state: the partition
 * stops.
 */
public final class StateFault extends Error {
  private static final long serialVersionUID = 1;

  /**
   * A fault.
   *
   * @param message what failed, where, and what to do
   */
  public StateFault(String message, Throwable cause) {
    super(message, cause);
  }
}
