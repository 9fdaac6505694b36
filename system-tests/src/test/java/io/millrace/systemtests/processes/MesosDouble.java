package io.millrace.systemtests.processes;

import io.millrace.scheduler.mesos.MesosScheduler;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A simulated Mesos in a process of its own, which runs tasks as real processes: {@code MesosMain}
 * of the tests of {@code scheduler-mesos}, where it is held to recordings of a real one.
 */
final class MesosDouble implements AutoCloseable {
  /** The only role that it lets in. */
  static final String ROLE = "role";

  private static final String MAIN = "io.millrace.scheduler.mesos.simulated.MesosMain";
  private static final Pattern MASTER = Pattern.compile("master at (\\S+)");

  private final Process process;
  private final Path log;

  /**
   * Starts it with two agents, with all that it keeps in a directory, and waits until it serves.
   */
  MesosDouble(Path directory) throws IOException {
    log = directory.resolve("mesos.log");
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m"));
    line.addAll(List.of("-cp", tests() + File.pathSeparator + classPath(), MAIN));
    line.addAll(List.of(directory.resolve("mesos").toString(), "a", "b"));
    process =
        new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    Await.until(this::printed, () -> MASTER.matcher(printed()).find());
  }

  private static String classPath() {
    return System.getProperty("java.class.path");
  }

  /** The classes of that module's tests lie beside its own, or beside its jar. */
  private static Path tests() {
    try {
      Path own =
          Path.of(MesosScheduler.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      Path tests = own.resolveSibling("test-classes");
      if (Files.isDirectory(tests)) {
        return tests;
      }
      throw new IllegalStateException("tests are not compiled: dir=" + tests + "; build with -am");
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Where its master is. */
  URI master() {
    Matcher matcher = MASTER.matcher(printed());
    if (!matcher.find()) {
      throw new IllegalStateException("no master: " + printed());
    }
    return URI.create(matcher.group(1));
  }

  /** All that it printed. */
  String printed() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Waits until a framework was torn down. */
  void awaitRemoved(int frameworks) {
    Await.until(
        () -> printed(),
        () ->
            printed().lines().filter(line -> line.startsWith("removed framework")).count()
                >= frameworks);
  }

  @Override
  public void close() {
    process.destroy(); // it ends what it has started
  }
}
