package io.millrace.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A small file that is replaced as a whole or not at all, and whose damage is noticed: one line
 * with version, length and checksum, then the content.
 */
public final class DocumentFile {
  private static final String MAGIC = "millrace-document 1 ";
  private static final int HEADER_LENGTH = MAGIC.length() + 8 + 1 + 8 + 1;

  private DocumentFile() {}

  /** The content, or nothing if there is no such file. */
  public static Optional<byte[]> read(Path file) throws IOException {
    try {
      return Optional.of(decode(file.toString(), Files.readAllBytes(file)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /**
   * The content in the bytes of such a file.
   *
   * @param file its name, for people
   * @throws IOException if it is damaged
   */
  public static byte[] decode(String file, byte[] bytes) throws IOException {
    byte[] content = Arrays.copyOfRange(bytes, Math.min(HEADER_LENGTH, bytes.length), bytes.length);
    byte[] header = Arrays.copyOf(bytes, Math.min(HEADER_LENGTH, bytes.length));
    if (!Arrays.equals(header, header(content))) {
      throw new IOException(
          "damaged document: file="
              + file
              + ", bytes="
              + bytes.length
              + "; restore it from a copy");
    }
    return content;
  }

  /** The bytes of such a file. */
  public static byte[] encode(byte[] content) {
    byte[] header = header(content);
    return ByteBuffer.allocate(header.length + content.length).put(header).put(content).array();
  }

  /** Replaces the content; durable when this returns. */
  public static void write(Path file, byte[] content) throws IOException {
    replace(file, ByteBuffer.wrap(header(content)), ByteBuffer.wrap(content));
  }

  /** Replaces a file of any kind as a whole or not at all; durable when this returns. */
  public static void replace(Path file, ByteBuffer... parts) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".tmp");
    try (FileChannel channel =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      for (ByteBuffer part : parts) {
        writeFully(channel, part);
      }
      channel.force(true);
    } catch (IOException e) {
      Files.deleteIfExists(fresh);
      throw e;
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    syncDirectory(file.getParent());
  }

  /** Makes names that were created, renamed or deleted in a directory durable. */
  public static void syncDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private static byte[] header(byte[] content) {
    CRC32C crc = new CRC32C();
    crc.update(content);
    String header = String.format("%s%08x %08x\n", MAGIC, content.length, crc.getValue());
    return header.getBytes(StandardCharsets.US_ASCII);
  }
}
