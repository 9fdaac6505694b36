package io.millrace.cli.client;

import io.millrace.cli.CommandFailedException;

/** What was asked for cannot be now, and nothing was done: it may be asked for again. */
public final class NotNowException extends CommandFailedException {
  private static final long serialVersionUID = 1;

  NotNowException(String message) {
    super(message);
  }
}
