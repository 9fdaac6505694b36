package io.millrace.cli.client;

import io.millrace.cli.CommandFailedException;

/** Nobody listens at the address that was asked. */
public final class NobodyThereException extends CommandFailedException {
  private static final long serialVersionUID = 1;

  NobodyThereException(String message, Throwable cause) {
    super(message, cause);
  }
}
