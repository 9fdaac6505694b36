package io.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.client.ApiClient;
import io.millrace.cli.client.NobodyThereException;
import io.millrace.cli.text.Style;
import io.millrace.cluster.directory.ClusterDirectory;
import io.millrace.cluster.directory.LogTail;
import io.millrace.connector.files.JsonValues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code millrace logs}: what a cluster's processes printed. */
@Command(
    name = "logs",
    description = {
      "Prints the last lines that a cluster's processes printed, or the log of one of them.",
      "Reads files, so it needs no coordinator; of a cluster on other hosts, its processes are asked."
    })
final class LogsVerb implements Callable<Integer> {
  private static final long PAUSE_MS = 200;

  @ParentCommand private Main main;
  @Mixin private ClusterOptions cluster;

  @Parameters(
      arity = "0..1",
      paramLabel = "PROCESS",
      description = "coordinator, w1, w2, ...; all if not given.")
  private String process;

  @Option(names = "-n", paramLabel = "N", description = "How many lines; 20 if not given.")
  private int lines = 20;

  @Option(
      names = {"-f", "--follow"},
      description = "Go on with what comes, until Ctrl-C.")
  private boolean follow;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (lines < 1) {
      throw new WrongUsageException("number out of range: -n " + lines + "; at least 1");
    }
    if (follow && process == null) {
      throw new WrongUsageException("follow which? Name a process: logs w1 --follow");
    }
    ClusterDirectory directory =
        cluster.location().requiredDirectory("logs are files in the cluster's directory");
    if (!directory.isLocal()) {
      printAsked();
      return 0;
    }
    List<String> known = known(directory);
    if (known.isEmpty()) {
      throw new CommandFailedException(
          "no logs there: dir=" + directory.logs() + "; name another cluster with --cluster");
    }
    if (process != null && !known.contains(process)) {
      throw new WrongUsageException("unknown process: " + process + "; known: " + known);
    }
    for (String name : process == null ? known : List.of(process)) {
      print(directory, name);
    }
    return 0;
  }

  /** The logs of processes on other hosts, as these tell them. */
  private void printAsked() {
    if (follow) {
      throw new WrongUsageException(
          "--follow needs the log's file on this machine; ask again, or leave it out");
    }
    ApiClient coordinator = cluster.client();
    Map<String, ApiClient> processes = new LinkedHashMap<>();
    processes.put("coordinator", coordinator);
    for (JsonNode worker : coordinator.get("/cluster").path("workers")) {
      if (worker.path("api").isTextual()) {
        processes.put(
            worker.path("id").asText(),
            coordinator.at(worker.path("api").asText(), "worker is gone"));
      }
    }
    if (process != null && !processes.containsKey(process)) {
      throw new WrongUsageException(
          "unknown process: " + process + "; known: " + processes.keySet());
    }
    for (String name : process == null ? processes.keySet() : List.of(process)) {
      printHeading(name);
      try {
        for (JsonNode line : processes.get(name).get("/log?lines=" + lines).path("lines")) {
          print(name, line.asText());
        }
      } catch (NobodyThereException e) {
        print(name, "(it does not answer: " + e.getMessage() + ")");
      }
    }
  }

  private void printHeading(String name) {
    if (process == null && !main.wantsJson()) {
      main.console().print(main.console().paint(Style.HEADING, "==> " + name));
    }
  }

  private static List<String> known(ClusterDirectory directory) throws IOException {
    if (!Files.isDirectory(directory.logs())) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory.logs())) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".log"))
          .map(name -> name.substring(0, name.length() - ".log".length()))
          .sorted()
          .toList();
    }
  }

  private void print(ClusterDirectory directory, String name) throws InterruptedException {
    LogTail log = new LogTail(directory.log(name));
    printHeading(name);
    log.last(lines).forEach(line -> print(name, line));
    while (follow) {
      if (main.wantsJson()) {
        log.more().lines().forEach(line -> print(name, line));
      } else {
        main.console().out().print(log.more());
        main.console().out().flush();
      }
      Thread.sleep(PAUSE_MS);
    }
  }

  private void print(String name, String line) {
    main.console()
        .print(main.wantsJson() ? JsonValues.toJson(Map.of("process", name, "line", line)) : line);
  }
}
