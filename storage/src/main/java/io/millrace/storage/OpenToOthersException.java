package io.millrace.storage;

import java.io.IOException;

/** A file that is its owner's alone can be read by others. */
public final class OpenToOthersException extends IOException {
  private static final long serialVersionUID = 1;

  /** Of a file with these permissions, as {@code rw-r-----}. */
  public OpenToOthersException(String file, String permissions) {
    super("open to others: file=" + file + ", permissions=" + permissions);
  }
}
