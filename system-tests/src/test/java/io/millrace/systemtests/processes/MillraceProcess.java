package io.millrace.systemtests.processes;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The {@code millrace} command in a JVM of its own, with the class path of this one. */
final class MillraceProcess implements AutoCloseable {
  /** What no command needs: it would be shipped where commands ship their class path. */
  private static final Pattern TESTS_ONLY = Pattern.compile("minicluster|junit|archunit");

  private static final Pattern ADDRESS = Pattern.compile("HTTP API at (http://\\S+)");

  private final Process process;
  private final Path log;

  private MillraceProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** Starts it; what it prints goes to {@code log}. */
  static MillraceProcess start(Path log, String... arguments) {
    return start(log, Map.of(), arguments);
  }

  /** Starts it with more in its environment, in the log's directory. */
  static MillraceProcess start(Path log, Map<String, String> environment, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + flags());
    // starts faster; what is tested is the same
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m"));
    command.addAll(List.of("-cp", classPath(), "io.millrace.cli.Main"));
    command.addAll(List.of(arguments));
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
      if (!environment.isEmpty()) {
        builder.environment().putAll(environment);
        builder.directory(log.toAbsolutePath().getParent().toFile());
      }
      return new MillraceProcess(builder.start(), log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path flags() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path flags = at.resolve("bin").resolve("jvm.flags");
      if (Files.exists(flags)) {
        return flags;
      }
    }
    throw new IllegalStateException("bin/jvm.flags not found; run the test in the source tree");
  }

  /** Without the tests: the application has to come from its jar. */
  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !entry.endsWith("test-classes"))
        .filter(entry -> !TESTS_ONLY.matcher(entry).find())
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** All it has printed so far. */
  String output() {
    try {
      return Files.readString(log, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Where its HTTP API is; empty as long as it has not said so. */
  String address() {
    Matcher matcher = ADDRESS.matcher(output());
    return matcher.find() ? matcher.group(1) : "";
  }

  /** Waits until it serves. */
  URI awaitAddress() {
    awaitOutput("HTTP API at ");
    return URI.create(address());
  }

  /** Waits until it has printed this; fails if it ends before. */
  void awaitOutput(String text) {
    await(() -> "'" + text + "'", () -> output().contains(text));
  }

  /** Waits until a condition holds; fails if the process ends before. */
  void await(Supplier<String> what, BooleanSupplier condition) {
    Await.until(
        () -> what.get() + ", printed: " + output(), () -> condition.getAsBoolean() || !isAlive());
    if (!condition.getAsBoolean()) {
      throw new AssertionError("ended before: " + what.get() + ", printed: " + output());
    }
  }

  /** SIGKILL. */
  void kill() {
    process.destroyForcibly();
    awaitExit();
  }

  /** SIGTERM. */
  void terminate() {
    process.destroy();
  }

  /** Waits for its end; returns its exit code. */
  int awaitExit() {
    try {
      if (!process.waitFor(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("does not end: " + output());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
