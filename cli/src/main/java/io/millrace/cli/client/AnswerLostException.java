package io.millrace.cli.client;

import io.millrace.cli.CommandFailedException;

/** Whether what was asked for was done is not known: no answer came, or one that does not tell. */
public final class AnswerLostException extends CommandFailedException {
  private static final long serialVersionUID = 1;

  AnswerLostException(String message, Throwable cause) {
    super(message, cause);
  }
}
