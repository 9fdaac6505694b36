package io.millrace.cluster.code;

/** User code threw; the cause is what it threw, and its stack trace is worth showing. */
public final class UserCodeException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UserCodeException(String message, Throwable cause) {
    super(message, cause);
  }
}
