package io.millrace.cluster.directory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The end of a file that is being written. */
public final class LogTail {
  private static final int BYTES_PER_LINE = 400;

  private final Path file;
  private long position;

  /** A log, from its end on: what is there already is left to {@link #last}. */
  public LogTail(Path file) {
    this.file = file;
  }

  /** The last lines; what comes later is left to {@link #more}. */
  public List<String> last(int lines) {
    long size = size();
    String text = read(Math.max(0, size - (long) lines * BYTES_PER_LINE), size);
    position = size;
    List<String> all = text.lines().toList();
    return all.subList(Math.max(0, all.size() - lines), all.size());
  }

  /** What has been written since, as it stands there; a file that was begun anew from its start. */
  public String more() {
    long size = size();
    String text = read(size < position ? 0 : position, size);
    position = size;
    return text;
  }

  /** The last line behind a position that is no part of a stack trace. */
  public static Optional<String> lastLine(Path file, long from) {
    LogTail log = new LogTail(file);
    long size = log.size();
    return log.read(Math.max(from, size - (8 << 10)), size)
        .lines()
        .filter(line -> !line.isBlank() && !line.startsWith("\t") && !line.startsWith(" "))
        .reduce((first, second) -> second)
        .map(String::strip);
  }

  private long size() {
    try {
      return Files.exists(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      throw new UncheckedIOException("log cannot be read: file=" + file + ", error=" + e, e);
    }
  }

  private String read(long from, long to) {
    if (to <= from) {
      return "";
    }
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      ByteBuffer bytes = ByteBuffer.allocate((int) (to - from));
      channel.position(from);
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
        // more may come
      }
      return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("log cannot be read: file=" + file + ", error=" + e, e);
    }
  }
}
