package io.millrace.systemtests.processes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A cluster of real processes that a test starts by the command line; closing it kills them all.
 */
final class ClusterSite implements AutoCloseable {
  private static final Pattern WORKER = Pattern.compile("\"id\":\"(w\\d+)\"[^}]*?\"pid\":(\\d+)");
  private static final Pattern COORDINATOR =
      Pattern.compile("\"coordinator\":\\{[^}]*?\"pid\":(\\d+)");

  private static final Pattern API =
      Pattern.compile("\"coordinator\":\\{[^}]*?\"api\":\"([^\"]+)\"");

  private final Path cluster;
  private final Path logs;
  private final AtomicInteger calls = new AtomicInteger();

  ClusterSite(Path directory) {
    cluster = directory.resolve("cluster");
    logs = directory;
  }

  /** Starts it, or takes over what runs of it. */
  void start(int workers, String... options) {
    List<String> all = new ArrayList<>(List.of("cluster", "start", "--on", "local"));
    all.addAll(List.of("--workers", Integer.toString(workers), "--memory", "256"));
    all.addAll(List.of("--dir", cluster.toString()));
    all.addAll(List.of(options));
    call(all.toArray(String[]::new));
  }

  /** Runs a verb against it; returns what it prints. */
  String ask(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--cluster", cluster.toString()));
    return call(all.toArray(String[]::new));
  }

  /** Runs a verb against it that has to fail; returns what it prints. */
  String refused(String... arguments) {
    try (MillraceProcess process = begin(arguments)) {
      if (process.awaitExit() == 0) {
        throw new AssertionError(String.join(" ", arguments) + " is done: " + process.output());
      }
      return process.output();
    }
  }

  /** Starts a verb against it. */
  MillraceProcess begin(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--cluster", cluster.toString()));
    return started(all.toArray(String[]::new));
  }

  private MillraceProcess started(String... arguments) {
    return MillraceProcess.start(
        logs.resolve("call-" + calls.incrementAndGet() + ".log"), arguments);
  }

  private String call(String... arguments) {
    try (MillraceProcess process = started(arguments)) {
      if (process.awaitExit() != 0) {
        throw new AssertionError(String.join(" ", arguments) + ": " + process.output());
      }
      return process.output();
    }
  }

  /** Processes of workers, by name. */
  Map<String, Long> workers() {
    Map<String, Long> pids = new TreeMap<>();
    Matcher matcher = WORKER.matcher(ask("cluster", "status", "-o", "json"));
    while (matcher.find()) {
      pids.put(matcher.group(1), Long.parseLong(matcher.group(2)));
    }
    return pids;
  }

  /** The coordinator's process. */
  long coordinator() {
    Matcher matcher = COORDINATOR.matcher(ask("cluster", "status", "-o", "json"));
    if (!matcher.find()) {
      throw new AssertionError("no coordinator");
    }
    return Long.parseLong(matcher.group(1));
  }

  /** Where the coordinator's API is. */
  String api() {
    Matcher matcher = API.matcher(ask("cluster", "status", "-o", "json"));
    if (!matcher.find()) {
      throw new AssertionError("no coordinator");
    }
    return matcher.group(1);
  }

  /** What became of an application's partitions. */
  String describe(String application) {
    return ask("describe", application, "-o", "json");
  }

  /** What all its processes printed. */
  String printed() {
    try (Stream<Path> files = Files.list(cluster.resolve("logs"))) {
      StringBuilder text = new StringBuilder();
      for (Path file : files.sorted().toList()) {
        text.append("\n=== ").append(file.getFileName()).append('\n');
        text.append(Files.readString(file));
      }
      return text.toString();
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Override
  public void close() {
    call("cluster", "stop", "--force", "--cluster", cluster.toString());
  }
}
