package io.millrace.cluster.scheduler.shipping;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;

/** What an archive is named by, so that one of a name never changes. */
public final class FilesHash {
  private static final int LENGTH = 32;

  private FilesHash() {}

  /**
   * A hash of files' names and contents, in hexadecimal.
   *
   * @param files by their names in the archive
   */
  public static String of(SortedMap<String, Path> files) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Map.Entry<String, Path> file : files.entrySet()) {
        digest.update((file.getKey() + "\0").getBytes(StandardCharsets.UTF_8));
        try (InputStream in =
            new DigestInputStream(Files.newInputStream(file.getValue()), digest)) {
          in.transferTo(OutputStream.nullOutputStream());
        }
      }
      return HexFormat.of().formatHex(digest.digest()).substring(0, LENGTH);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }
}
