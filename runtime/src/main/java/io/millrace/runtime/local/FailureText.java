package io.millrace.runtime.local;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** What an exception of a connector says, for people: those of the JDK may name but a file. */
final class FailureText {
  private FailureText() {}

  static String of(Exception failure) {
    String message = failure.getMessage();
    if (message == null) {
      return failure.toString();
    }
    if (!(failure instanceof FileSystemException file) || file.getReason() != null) {
      return message;
    }
    if (failure instanceof AccessDeniedException) {
      return "access denied: file=" + message + "; give the user of this process the permission";
    }
    if (failure instanceof NoSuchFileException) {
      return "no such file: file=" + message;
    }
    return failure.toString();
  }
}
