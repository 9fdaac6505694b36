package io.millrace.cluster.scheduler.local;

import io.millrace.cluster.directory.ClusterDirectory;
import io.millrace.cluster.directory.ProcessLog;
import io.millrace.cluster.scheduler.ClusterLauncher.Launch;
import io.millrace.cluster.scheduler.ClusterLauncher.LaunchException;
import io.millrace.cluster.scheduler.WorkerSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A coordinator in a process of its own on this machine, which outlives this process and its
 * terminal.
 */
public final class LocalCoordinator implements Launch {
  /** What its log is called. */
  private static final String NAME = "coordinator";

  /** What it runs; named, not referred to: it is another process's. */
  private static final String MAIN = "io.millrace.cluster.coordinator.CoordinatorMain";

  private static final WorkerSpec SPEC =
      new WorkerSpec(512, Runtime.getRuntime().availableProcessors());

  /**
   * It decides little, and seldom: more would be spent on compiling than ever comes back. Workers
   * do not inherit it.
   */
  private static final String COMPILE_QUICKLY = "-XX:CompilationMode=quick-only";

  private static final Path SETSID = Path.of("/usr/bin/setsid");

  private final Process process;
  private final ProcessLog log;

  private LocalCoordinator(Process process, ProcessLog log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Starts it.
   *
   * @param directory as the coordinator is to see it
   * @param arguments beside the directory, see {@code CoordinatorMain}
   */
  public static LocalCoordinator start(ClusterDirectory directory, List<String> arguments)
      throws LaunchException {
    return start(directory, MAIN, arguments);
  }

  /** Starts something else in its place. */
  public static LocalCoordinator start(
      ClusterDirectory directory, String mainClass, List<String> arguments) throws LaunchException {
    List<String> line = new ArrayList<>();
    if (Files.isExecutable(SETSID)) {
      // a session of its own: neither Ctrl-C nor the end of the terminal reach it
      line.add(SETSID.toString());
    }
    Path file = directory.log(NAME);
    List<String> all = new ArrayList<>(List.of("--cluster-dir", directory.place()));
    all.addAll(arguments);
    WorkerCommand command = WorkerCommand.ofThisProcess(mainClass).with(COMPILE_QUICKLY);
    if (!directory.isLocal()) {
      command = command.with("-Dmillrace.log=" + file); // nobody else finds it
    }
    line.addAll(command.line(SPEC, all));
    ProcessLog log = new ProcessLog(file);
    try {
      log.begin(Instant.now().truncatedTo(ChronoUnit.SECONDS) + " " + NAME);
      return new LocalCoordinator(WorkerCommand.builder(line, log.file()).start(), log);
    } catch (IOException e) {
      throw new LaunchException("coordinator cannot be started: error=" + e, e);
    }
  }

  @Override
  public String progress() {
    return "starting the coordinator";
  }

  @Override
  public Optional<String> ended() {
    if (process.isAlive()) {
      return Optional.empty();
    }
    String last = log.lastLine(); // without stack trace
    return Optional.of(
        (last.isEmpty() ? "exit code " + process.exitValue() : last)
            + "; the whole log: "
            + log.file());
  }
}
