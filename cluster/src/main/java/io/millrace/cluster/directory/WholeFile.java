package io.millrace.cluster.directory;

import io.millrace.storage.DocumentFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** A small text that is replaced as a whole: who reads it sees the old or the new, never a part. */
public final class WholeFile {
  private WholeFile() {}

  /** The text, or nothing if there is no such file. */
  public static Optional<String> read(Path file) {
    try {
      return Optional.of(Files.readString(file));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("file cannot be read: file=" + file + ", error=" + e, e);
    }
  }

  /** Replaces the text; durable when this returns. One writer at a time. */
  public static void write(Path file, String text) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      DocumentFile.replace(
          file.toAbsolutePath(), ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException("file cannot be written: file=" + file + ", error=" + e, e);
    }
  }
}
