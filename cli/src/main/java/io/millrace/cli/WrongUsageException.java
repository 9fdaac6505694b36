package io.millrace.cli;

/** A command line that has to be corrected: exit code 2. The message says how. */
public final class WrongUsageException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  public WrongUsageException(String message) {
    super(message);
  }

  public WrongUsageException(String message, Throwable cause) {
    super(message, cause);
  }
}
