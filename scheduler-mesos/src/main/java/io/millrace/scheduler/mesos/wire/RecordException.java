package io.millrace.scheduler.mesos.wire;

/** A stream of records cannot be read on: nobody knows where its next record begins. */
public final class RecordException extends Exception {
  RecordException(String message) {
    super(message);
  }

  RecordException(String message, Throwable cause) {
    super(message, cause);
  }
}
