package io.millrace.cli.cluster;

import io.millrace.cli.CommandFailedException;
import io.millrace.cluster.directory.ClusterDirectory;
import io.millrace.cluster.directory.CoordinatorAddress;
import io.millrace.cluster.directory.ProcessLog;
import io.millrace.cluster.scheduler.WorkerSpec;
import io.millrace.cluster.scheduler.local.WorkerCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A coordinator in a process of its own that outlives this one, and this one's terminal. */
final class CoordinatorProcess implements StartedCoordinator {
  /** What its log is called. */
  static final String NAME = "coordinator";

  /** What it runs; named, not referred to: it is another process's. */
  static final String MAIN = "io.millrace.cluster.coordinator.CoordinatorMain";

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

  private CoordinatorProcess(Process process, ProcessLog log) {
    this.process = process;
    this.log = log;
  }

  static CoordinatorProcess start(ClusterDirectory directory, String mainClass) {
    List<String> line = new ArrayList<>();
    if (Files.isExecutable(SETSID)) {
      // a session of its own: neither Ctrl-C nor the end of the terminal reach it
      line.add(SETSID.toString());
    }
    line.addAll(
        WorkerCommand.ofThisProcess(mainClass)
            .with(COMPILE_QUICKLY)
            .line(SPEC, List.of("--cluster-dir", directory.place())));
    ProcessLog log = new ProcessLog(directory.log(NAME));
    try {
      log.begin(Instant.now().truncatedTo(ChronoUnit.SECONDS) + " " + NAME);
      return new CoordinatorProcess(WorkerCommand.builder(line, log.file()).start(), log);
    } catch (IOException e) {
      throw new CommandFailedException("coordinator cannot be started: error=" + e, e);
    }
  }

  @Override
  public boolean isAt(CoordinatorAddress address) {
    return address.pid() == process.pid();
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
