package io.millrace.connector.files;

import io.millrace.functions.connect.NoRoomException;
import java.io.IOException;
import java.nio.file.Path;

/** Tells a full disk, which can be waited for, from other failures. */
final class FullDisk {
  private FullDisk() {}

  /** {@code failure}, or what says that the disk of {@code file} is full. */
  static IOException orSame(Path file, IOException failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      String message = String.valueOf(at.getMessage());
      // what Linux, macOS and Windows call it
      if (message.contains("No space left on device")
          || message.contains("Disk quota exceeded")
          || message.contains("not enough space on the disk")) {
        return new NoRoomException("the disk is full: file=" + file + "; free some of it", failure);
      }
    }
    return failure;
  }
}
