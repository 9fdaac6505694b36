package io.millrace.runtime.partition;

/** User code that failed where the policy is to stop. Its cause is what the user code threw. */
public final class FunctionFailedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public FunctionFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
