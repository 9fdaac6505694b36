package io.millrace.cluster.control;

/** Bytes that are no control message of this version; nothing of them may be used. */
public final class ControlMessageException extends RuntimeException {

  ControlMessageException(String message) {
    super(message);
  }

  ControlMessageException(String message, Throwable cause) {
    super(message, cause);
  }
}
