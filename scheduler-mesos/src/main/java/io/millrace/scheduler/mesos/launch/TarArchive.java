package io.millrace.scheduler.mesos.launch;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;

/**
 * Files in the format of tar (POSIX.1-1988, "ustar"), which agents unpack without anything
 * installed. Readable by all, of no owner and no time: the same files give the same bytes.
 */
final class TarArchive {
  private static final int BLOCK = 512;
  private static final int LONGEST_NAME = 100;
  private static final int LONGEST_PREFIX = 155;

  private TarArchive() {}

  /**
   * Writes files.
   *
   * @param files by their names in the archive, with slashes between
   * @throws IOException also if a name is longer than the format can say
   */
  static void write(SortedMap<String, Path> files, OutputStream out) throws IOException {
    for (Map.Entry<String, Path> file : files.entrySet()) {
      long size = Files.size(file.getValue());
      out.write(header(file.getKey(), size));
      long copied = Files.copy(file.getValue(), out);
      if (copied != size) {
        throw new IOException("file has changed while it was read: file=" + file.getValue());
      }
      out.write(new byte[(int) ((BLOCK - size % BLOCK) % BLOCK)]);
    }
    out.write(new byte[2 * BLOCK]);
  }

  private static byte[] header(String name, long size) throws IOException {
    byte[] header = new byte[BLOCK];
    int split = split(name);
    put(header, 0, name.substring(split));
    put(header, 100, "0000644\0");
    put(header, 108, "0000000\0");
    put(header, 116, "0000000\0");
    put(header, 124, "%011o\0".formatted(size));
    put(header, 136, "00000000000\0");
    put(header, 148, "        "); // as which the checksum counts itself
    header[156] = '0'; // a regular file
    put(header, 257, "ustar\00000");
    if (split > 0) {
      put(header, 345, name.substring(0, split - 1));
    }
    int sum = 0;
    for (byte one : header) {
      sum += one & 0xFF;
    }
    put(header, 148, "%06o\0 ".formatted(sum));
    return header;
  }

  /** Where the part of a name begins that is no prefix. */
  private static int split(String name) throws IOException {
    if (name.length() <= LONGEST_NAME) {
      return 0;
    }
    int slash = name.indexOf('/', name.length() - LONGEST_NAME - 1);
    if (slash <= 0 || slash > LONGEST_PREFIX) {
      throw new IOException("name too long for an archive: " + name);
    }
    return slash + 1;
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }
}
