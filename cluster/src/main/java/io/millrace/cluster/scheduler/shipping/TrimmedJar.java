package io.millrace.cluster.scheduler.shipping;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.regex.Pattern;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * A jar without the native libraries that no cluster loads: RocksDB's has 92 MB of them for fifteen
 * systems. The same jar makes the same bytes.
 */
final class TrimmedJar {
  private static final Pattern NATIVE = Pattern.compile(".*\\.(so|dll|jnilib|dylib)");
  private static final Pattern OF_CLUSTERS = Pattern.compile(".*-linux(64|-aarch64)\\.so");

  private TrimmedJar() {}

  /** Makes it of a jar, in a temporary file that is deleted when this process ends. */
  static Path of(Path jar) throws IOException {
    Path trimmed = Files.createTempFile("millrace-", ".jar");
    trimmed.toFile().deleteOnExit();
    try (ZipFile from = new ZipFile(jar.toFile());
        OutputStream file = Files.newOutputStream(trimmed);
        ZipOutputStream to = new ZipOutputStream(file)) {
      to.setLevel(Deflater.BEST_SPEED); // made at each start of a cluster
      Enumeration<? extends ZipEntry> entries = from.entries();
      while (entries.hasMoreElements()) {
        ZipEntry entry = entries.nextElement();
        if (isWanted(entry.getName())) {
          ZipEntry copy = new ZipEntry(entry.getName());
          copy.setTime(entry.getTime());
          to.putNextEntry(copy);
          from.getInputStream(entry).transferTo(to);
          to.closeEntry();
        }
      }
    }
    return trimmed;
  }

  private static boolean isWanted(String name) {
    return !NATIVE.matcher(name).matches() || OF_CLUSTERS.matcher(name).matches();
  }
}
