package io.millrace.systemtests.processes;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** Packs applications of the tests. */
final class ApplicationJars {
  private ApplicationJars() {}

  /** Packs all classes of the package that {@code member} is in; a jar it comes from will do. */
  static Path packageOf(Class<?> member, Path jar) throws IOException {
    try {
      Path root = Path.of(member.getProtectionDomain().getCodeSource().getLocation().toURI());
      if (Files.isRegularFile(root)) {
        return root;
      }
      Path folder = root.resolve(member.getPackageName().replace('.', '/'));
      try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
          Stream<Path> classes = Files.list(folder)) {
        for (Path file : (Iterable<Path>) classes.filter(Files::isRegularFile).sorted()::iterator) {
          out.putNextEntry(new JarEntry(root.relativize(file).toString().replace('\\', '/')));
          Files.copy(file, out);
          out.closeEntry();
        }
      }
      return jar;
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
