package io.millrace.systemtests.processes;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** Packs applications of the tests. */
final class ApplicationJars {
  private ApplicationJars() {}

  /** The same jar with another hash, as if its code had changed. */
  static Path changed(Path jar, Path target) throws IOException {
    try (JarFile from = new JarFile(jar.toFile());
        JarOutputStream out = new JarOutputStream(Files.newOutputStream(target))) {
      for (JarEntry entry : (Iterable<JarEntry>) from.stream()::iterator) {
        out.putNextEntry(new JarEntry(entry.getName()));
        from.getInputStream(entry).transferTo(out);
        out.closeEntry();
      }
      out.putNextEntry(new JarEntry("changed.txt"));
      out.closeEntry();
    }
    return target;
  }

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
