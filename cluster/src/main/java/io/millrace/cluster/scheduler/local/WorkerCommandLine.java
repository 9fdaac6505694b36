package io.millrace.cluster.scheduler.local;

import io.millrace.cluster.scheduler.WorkerSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Command lines of one cluster's workers: written, and found again among processes. */
final class WorkerCommandLine {
  private final WorkerCommand command;
  private final String directory;

  WorkerCommandLine(WorkerCommand command, String directory) {
    this.command = command;
    this.directory = directory;
  }

  List<String> line(WorkerSpec spec, String name, long incarnation) {
    return command.line(spec, arguments(name, incarnation));
  }

  private List<String> arguments(String name, long incarnation) {
    return List.of(
        "--cluster-dir", directory, "--name", name, "--incarnation", Long.toString(incarnation));
  }

  /** A process with these arguments. */
  Optional<ProcessIdentity> find(String name, long incarnation) {
    String wanted = " " + String.join(" ", arguments(name, incarnation));
    return ProcessHandle.allProcesses()
        .filter(process -> text(process).endsWith(wanted))
        .findFirst()
        .flatMap(process -> ProcessIdentity.of(process.pid()));
  }

  /** What Java tells is cut off where the system's pages end, so Linux is asked itself. */
  private static String text(ProcessHandle process) {
    try {
      byte[] line = Files.readAllBytes(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
      return new String(line, StandardCharsets.UTF_8).replace('\0', ' ').stripTrailing();
    } catch (IOException e) {
      return process.info().commandLine().orElse("");
    }
  }
}
