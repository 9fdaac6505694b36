package io.millrace.runtime.journal;

/**
 * A journal that cannot be used any further: corrupt, locked or gone. Says where and what to do.
 */
public final class JournalException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public JournalException(String message) {
    super(message);
  }

  public JournalException(String message, Throwable cause) {
    super(message, cause);
  }
}
