package io.millrace.cluster.directory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** The file that processes print to, one after the other. */
public final class ProcessLog {
  private static final long ROTATED_BYTES = 16 << 20;
  private static final int LINE_LENGTH = 300;

  private final Path file;
  private long start;

  /** The log in this file. */
  public ProcessLog(Path file) {
    this.file = file;
  }

  public Path file() {
    return file;
  }

  /** Begins a process's part of the file; a file that has grown large becomes the former one. */
  public void begin(String headline) throws IOException {
    Files.createDirectories(file.getParent());
    if (Files.exists(file) && Files.size(file) > ROTATED_BYTES) {
      Files.move(
          file,
          file.resolveSibling(file.getFileName() + ".1"),
          StandardCopyOption.REPLACE_EXISTING);
    }
    Files.writeString(
        file, "--- " + headline + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    start = Files.size(file);
  }

  /** The last thing that the process said, without stack trace; empty if it said nothing. */
  public String lastLine() {
    String last = LogTail.lastLine(file, start).orElse("");
    return last.length() > LINE_LENGTH ? last.substring(0, LINE_LENGTH) + " ..." : last;
  }
}
