package io.millrace.scheduler.mesos.launch;

import io.millrace.cluster.scheduler.shipping.FilesHash;
import io.millrace.cluster.scheduler.shipping.ShippedClassPath;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * An archive with this process's class path, named by what is in it, so that agents may keep it.
 *
 * @param archive the file
 * @param classPath of JVMs, where it is unpacked
 * @param apart class path of what is loaded apart; may be empty
 * @param hasHadoopConfiguration whether Hadoop's configuration of this host is in it
 */
record ShippedCode(Path archive, String classPath, String apart, boolean hasHadoopConfiguration) {
  /** Everything is in this folder. */
  private static final String FOLDER = "millrace";

  /** What starts a worker. */
  static final String SCRIPT = FOLDER + "/start.sh";

  static final String HADOOP_CONFIGURATION = FOLDER + "/hadoop-conf";
  private static final List<String> HADOOP_FILES = List.of("core-site.xml", "hdfs-site.xml");
  private static final String PREFIX = "millrace-";
  private static final String SUFFIX = ".tar";

  /**
   * Makes the archive, unless it is there; others are deleted.
   *
   * @param folder where it is to be
   * @param withApart whether workers need what is loaded apart
   */
  static ShippedCode in(Path folder, boolean withApart) throws IOException {
    ShippedClassPath code = new ShippedClassPath();
    String classPath = code.add(System.getProperty("java.class.path", ""), "lib", FOLDER);
    String apart =
        withApart
            ? code.add(System.getProperty("millrace.mirror.classpath", ""), "mirror", FOLDER)
            : "";
    SortedMap<String, Path> files = new TreeMap<>();
    code.files().forEach((name, file) -> files.put(FOLDER + "/" + name, file));
    Map<String, Path> hadoop = withApart ? hadoopConfiguration() : Map.of();
    files.putAll(hadoop);
    Files.createDirectories(folder);
    Path script = folder.resolve("start.sh");
    try (InputStream in = ShippedCode.class.getResourceAsStream("start.sh")) {
      Files.copy(in, script, StandardCopyOption.REPLACE_EXISTING);
    }
    files.put(SCRIPT, script);
    Path archive = folder.resolve(PREFIX + FilesHash.of(files) + SUFFIX);
    if (!Files.exists(archive)) {
      make(archive, files);
    }
    deleteOthers(archive);
    return new ShippedCode(archive, classPath, apart, !hadoop.isEmpty());
  }

  private static Map<String, Path> hadoopConfiguration() {
    Map<String, Path> files = new TreeMap<>();
    String directory = System.getenv("HADOOP_CONF_DIR");
    for (String name : directory == null ? List.<String>of() : HADOOP_FILES) {
      Path file = Path.of(directory, name);
      if (Files.exists(file)) {
        files.put(HADOOP_CONFIGURATION + "/" + name, file);
      }
    }
    return files;
  }

  private static void make(Path archive, SortedMap<String, Path> files) throws IOException {
    Path fresh = Files.createTempFile(archive.getParent(), PREFIX, ".tmp");
    try {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(fresh), 1 << 16)) {
        TarArchive.write(files, out);
      }
      Files.move(fresh, archive, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  private static void deleteOthers(Path archive) throws IOException {
    try (Stream<Path> all = Files.list(archive.getParent())) {
      for (Path one : all.filter(ShippedCode::isArchive).toList()) {
        if (!one.equals(archive)) {
          Files.deleteIfExists(one);
        }
      }
    }
  }

  private static boolean isArchive(Path file) {
    String name = file.getFileName().toString();
    return name.startsWith(PREFIX) && name.endsWith(SUFFIX);
  }
}
