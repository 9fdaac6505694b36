package io.millrace.cli.client;

import io.millrace.cli.CommandFailedException;

/** There is nothing of the name that was asked for. */
public final class NotFoundException extends CommandFailedException {
  private static final long serialVersionUID = 1;

  NotFoundException(String message) {
    super(message);
  }
}
