package io.millrace.cluster.code;

/**
 * Code is there and was asked for rightly, but it cannot be read or loaded; the message says why.
 */
public final class CodeUnreadableException extends RuntimeException {
  private static final long serialVersionUID = 1;

  CodeUnreadableException(String message, Throwable cause) {
    super(message, cause);
  }
}
