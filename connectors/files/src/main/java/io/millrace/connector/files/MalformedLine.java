package io.millrace.connector.files;

/** A line is no value; the message says why. Has no stack trace: it is an answer, not a failure. */
final class MalformedLine extends Exception {
  MalformedLine(String problem) {
    super(problem, null, false, false);
  }
}
