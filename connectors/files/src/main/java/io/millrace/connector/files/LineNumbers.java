package io.millrace.connector.files;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Says in which line a position is, by counting newlines from the file's beginning. Nothing is
 * counted until somebody asks; each further question counts from the one before, so that many
 * malformed lines cost one more reading of the file together.
 */
final class LineNumbers implements Closeable {
  private final Path file;
  private FileBytes bytes;
  private byte[] buffer;
  private long line;

  LineNumbers(Path file) {
    this.file = file;
  }

  /** The line, from 1, that begins at or holds a position; never less than the one before. */
  long at(long position) throws IOException {
    if (bytes == null) {
      bytes = new FileBytes(file);
      buffer = new byte[64 << 10];
      line = 1;
    }
    while (bytes.position() < position) {
      int wanted = (int) Math.min(buffer.length, position - bytes.position());
      int count = bytes.read(buffer, 0, wanted);
      if (count < 0) {
        break;
      }
      for (int i = 0; i < count; i++) {
        if (buffer[i] == '\n') {
          line++;
        }
      }
    }
    return line;
  }

  @Override
  public void close() throws IOException {
    if (bytes != null) {
      bytes.close();
    }
  }
}
