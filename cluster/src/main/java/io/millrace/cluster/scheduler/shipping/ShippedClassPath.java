package io.millrace.cluster.scheduler.shipping;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Class paths of this process, as files of an archive, and as they are where it is unpacked. */
public final class ShippedClassPath {
  /**
   * What coordinators and workers never load: other schedulers, what measures and tests. It is
   * much, and each node would fetch it.
   */
  private static final Pattern LEFT_OUT =
      Pattern.compile(
          "(millrace-(scheduler-mesos|benchmarks|system-tests|examples)"
              + "|millrace-functions-testkit|mesos|curator-[a-z]+|zookeeper(-jute)?|netty-[a-z-]+"
              + "|guava|jmh-core|jopt-simple|commons-math3|fory-core)"
              + "-[0-9].*\\.jar");

  private static final Pattern TRIMMED = Pattern.compile("rocksdbjni-[0-9].*\\.jar");

  private final Map<String, Path> files = new TreeMap<>();

  /** By their names in the archive. */
  public Map<String, Path> files() {
    return files;
  }

  /**
   * Adds a class path. Jars go into a folder side by side; folders of classes, as a build has them,
   * keep their places.
   *
   * @param folder of the jars in the archive
   * @param archive where the archive is unpacked
   * @return the class path there
   */
  public String add(String classPath, String folder, String archive) throws IOException {
    List<String> entries = new ArrayList<>();
    for (String entry : classPath.split(File.pathSeparator)) {
      Path path = Path.of(entry);
      if (entry.isEmpty() || !Files.exists(path) || isLeftOut(path)) {
        continue;
      }
      if (Files.isDirectory(path)) {
        String place = folder + "-classes/" + entries.size();
        addFolder(path, place);
        entries.add(archive + "/" + place);
      } else {
        String name = path.getFileName().toString();
        files.put(folder + "/" + name, isTrimmed(name) ? TrimmedJar.of(path) : path);
        entries.add(archive + "/" + folder + "/" + path.getFileName());
      }
    }
    return String.join(":", entries);
  }

  private static boolean isLeftOut(Path path) {
    return LEFT_OUT.matcher(path.getFileName().toString()).matches();
  }

  private static boolean isTrimmed(String name) {
    return TRIMMED.matcher(name).matches();
  }

  private void addFolder(Path folder, String place) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(place + "/" + folder.relativize(file).toString().replace('\\', '/'), file);
      }
    }
  }
}
