package io.millrace.runtime.local;

/** Input that cannot be read where the policy is to stop. Names file and line. */
public final class MalformedInputException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public MalformedInputException(String message) {
    super(message);
  }
}
