package io.millrace.cluster.code;

/** Code was asked for that is not there, or in a way that has to be corrected; says how. */
public final class CodeException extends RuntimeException {
  private static final long serialVersionUID = 1;

  CodeException(String message) {
    super(message);
  }

  CodeException(String message, Throwable cause) {
    super(message, cause);
  }
}
