package io.millrace.functions.connect;

import java.io.IOException;

/**
 * A sink's target has no room now, as when a disk is full. Unlike any other exception of a {@link
 * SinkWriter} it does not stop the application: the sink waits and tries again about once a second.
 */
public final class NoRoomException extends IOException {
  private static final long serialVersionUID = 1;

  /** Says which target has no room, and what to do. */
  public NoRoomException(String message, Throwable cause) {
    super(message, cause);
  }
}
