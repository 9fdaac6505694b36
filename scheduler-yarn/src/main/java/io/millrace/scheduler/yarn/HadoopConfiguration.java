package io.millrace.scheduler.yarn;

import java.io.IOException;
import java.net.MalformedURLException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.hadoop.yarn.conf.YarnConfiguration;

/** Hadoop's configuration on this host: the directory that {@code HADOOP_CONF_DIR} names. */
record HadoopConfiguration(Path directory) {
  static final String VARIABLE = "HADOOP_CONF_DIR";
  private static final List<String> FILES =
      List.of("core-site.xml", "hdfs-site.xml", "yarn-site.xml");

  /**
   * By the environment.
   *
   * @throws IllegalArgumentException if it names no such directory
   */
  static HadoopConfiguration of(Map<String, String> environment) {
    String dir = environment.get(VARIABLE);
    if (dir == null || dir.isBlank()) {
      throw new IllegalArgumentException(
          VARIABLE
              + " is not set: name the directory with this cluster's core-site.xml, hdfs-site.xml"
              + " and yarn-site.xml");
    }
    Path directory = Path.of(dir).toAbsolutePath().normalize();
    if (!Files.exists(directory.resolve("yarn-site.xml"))) {
      throw new IllegalArgumentException(
          "no configuration of YARN: "
              + VARIABLE
              + "="
              + directory
              + ", file=yarn-site.xml; name the directory with it");
    }
    return new HadoopConfiguration(directory);
  }

  /** Its files that there are. */
  List<Path> files() {
    return FILES.stream().map(directory::resolve).filter(Files::exists).toList();
  }

  /** As YARN's clients want it. */
  YarnConfiguration yarn() {
    YarnConfiguration configuration = new YarnConfiguration();
    configuration.setClassLoader(HadoopConfiguration.class.getClassLoader());
    for (Path file : files()) {
      try {
        configuration.addResource(file.toUri().toURL());
      } catch (MalformedURLException e) {
        throw new IllegalStateException(e); // of a file
      }
    }
    return configuration;
  }

  /** Calls with the loader of Hadoop's classes: Hadoop finds parts of itself by the thread's. */
  static <T> T within(Callable<T> call) throws IOException {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(HadoopConfiguration.class.getClassLoader());
    try {
      return call.call();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(line(e), e);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /** What Hadoop says of a failure, in one line. */
  static String line(Throwable fault) {
    Throwable told = fault;
    while (told.getMessage() == null && told.getCause() != null) {
      told = told.getCause();
    }
    String message = String.valueOf(told.getMessage());
    return Stream.of(message.split("\n"))
        .findFirst()
        .orElse(message)
        .replaceFirst("; For more details see.*", "");
  }
}
