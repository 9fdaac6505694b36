package io.millrace.systemtests.processes;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cluster.directory.ApiRole;
import io.millrace.cluster.directory.ClusterDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * A cluster of real processes that a test starts by the command line; closing it kills them all.
 */
final class ClusterSite implements AutoCloseable {
  private static final String LEDGER = "ledger";
  private static final String TOTALS = "totals.jsonl";

  private final String cluster;
  private final Path logs;
  private final List<String> kind;
  private final Map<String, String> environment;
  private final AtomicInteger calls = new AtomicInteger();

  ClusterSite(Path directory) {
    this(
        directory,
        directory.resolve("cluster").toString(),
        List.of("--on", "local", "--memory", "256"),
        Map.of());
  }

  private ClusterSite(
      Path directory, String cluster, List<String> kind, Map<String, String> environment) {
    this.cluster = cluster;
    this.logs = directory;
    this.kind = kind;
    this.environment = environment;
  }

  /** One on YARN, whose directory is at a URI. */
  static ClusterSite onYarn(Path directory, String uri, Map<String, String> environment) {
    return new ClusterSite(
        directory, uri, List.of("--on", "yarn", "--memory", "512", "--name", "kill"), environment);
  }

  /** One on Mesos, whose directory is on this machine. */
  static ClusterSite onMesos(Path directory, URI master) {
    return new ClusterSite(
        directory,
        directory.resolve("cluster").toString(),
        List.of(
            "--on",
            "mesos",
            "--master",
            master.toString(),
            "--role",
            MesosDouble.ROLE,
            "--memory",
            "256"),
        Map.of());
  }

  /** The same for somebody who knows the coordinator's URL only. Not to be closed. */
  ClusterSite byUrl(Map<String, String> environment) throws IOException {
    Path calls = Files.createTempDirectory(logs, "by-url");
    return new ClusterSite(calls, api().address().toString(), kind, environment);
  }

  private ClusterDirectory directory() {
    return ClusterDirectory.at(cluster, null);
  }

  /** Starts it, or takes over what runs of it. */
  void start(int workers, String... options) {
    List<String> all = new ArrayList<>(List.of("cluster", "start"));
    all.addAll(kind);
    all.addAll(List.of("--workers", Integer.toString(workers), "--dir", cluster));
    all.addAll(List.of(options));
    call(all.toArray(String[]::new));
  }

  /** Runs a verb against it; returns what it prints. */
  String ask(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--cluster", cluster));
    return call(all.toArray(String[]::new));
  }

  /**
   * Runs a verb against it until that succeeds: where another system replaces a coordinator whose
   * host is lost, the former one may answer before and not any more.
   */
  String insist(String... arguments) {
    AtomicReference<String> output = new AtomicReference<>();
    Await.until(
        () -> String.join(" ", arguments) + ": " + output,
        () -> {
          try (MillraceProcess process = begin(arguments)) {
            boolean succeeded = process.awaitExit() == 0;
            output.set(process.output());
            return succeeded;
          }
        });
    return output.get();
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
    all.addAll(List.of("--cluster", cluster));
    return started(all.toArray(String[]::new));
  }

  private MillraceProcess started(String... arguments) {
    return MillraceProcess.start(
        logs.resolve("call-" + calls.incrementAndGet() + ".log"), environment, arguments);
  }

  private String call(String... arguments) {
    try (MillraceProcess process = started(arguments)) {
      if (process.awaitExit() != 0) {
        throw new AssertionError(String.join(" ", arguments) + ": " + process.output());
      }
      return process.output();
    }
  }

  /** Deploys the application of a ledger, by its own name. */
  void deploy(LedgerSite site, String... options) {
    List<String> all = new ArrayList<>(List.of("deploy", site.jar().toString()));
    all.addAll(List.of("--name", LEDGER, "--set", "input=" + site.input()));
    all.addAll(List.of("--set", "out=" + site.out()));
    all.addAll(List.of(options));
    ask(all.toArray(String[]::new));
  }

  /** Where the coordinator's API is. */
  Api api() {
    ClusterDirectory directory = directory();
    return new Api(
        URI.create(directory.coordinator().orElseThrow().api()),
        directory.apiTokens().of(ApiRole.ADMIN));
  }

  /** Processes of workers, by name. */
  Map<String, Long> workers() {
    Map<String, Long> pids = new TreeMap<>();
    for (JsonNode worker : api().get("/cluster").body().path("workers")) {
      if (worker.path("pid").isNumber()) {
        pids.put(worker.path("id").asText(), worker.path("pid").asLong());
      }
    }
    return pids;
  }

  /** The directory of a worker. */
  Path worker(String name) {
    return directory().worker(name);
  }

  /** The coordinator's process. */
  long coordinator() {
    return directory().coordinator().orElseThrow().pid();
  }

  /** What became of the ledger's partitions. */
  JsonNode ledger() {
    return api().get("/apps/" + LEDGER).body();
  }

  /** Waits until each partition has a follower that may take over. */
  void awaitInSync() {
    Await.until(
        () -> ledger().toString(),
        () -> {
          try {
            return isInSync(ledger());
          } catch (UncheckedIOException e) {
            return false; // no coordinator at the moment
          }
        });
  }

  /** Waits until these workers are all that are live. */
  void awaitWorkers(List<String> names) {
    Await.until(
        () -> api().get("/cluster").body().toString(),
        () -> {
          try {
            return live().equals(names);
          } catch (UncheckedIOException e) {
            return false; // no coordinator at the moment
          }
        });
  }

  private List<String> live() {
    List<String> live = new ArrayList<>();
    for (JsonNode worker : api().get("/cluster").body().path("workers")) {
      if (worker.path("phase").asText().equals("live")) {
        live.add(worker.path("id").asText());
      }
    }
    return live;
  }

  private static boolean isInSync(JsonNode ledger) {
    for (JsonNode partition : ledger.path("partitions")) {
      if (!partition.path("inSync").asBoolean()) {
        return false;
      }
    }
    return true;
  }

  /** Waits until as many lines are written as have to be, and fails unless it is those. */
  void awaitWritten(LedgerSite site, Map<String, List<String>> expected) {
    expected.forEach(
        (name, lines) ->
            Await.until(
                () ->
                    name
                        + ", lines="
                        + site.lines(name)
                        + ", expected="
                        + lines.size()
                        + ", "
                        + ledger(),
                () -> site.lines(name) >= lines.size()));
    site.assertWritten(expected);
    if (printed().contains("folded otherwise")) {
      throw new AssertionError("followers must fold as their owners do: " + printed());
    }
  }

  /** Lets a ledger's file grow by lines, and waits until so many more totals are written. */
  void feed(LedgerSite site, FileFeed file, int lines, long wanted) {
    long until = site.lines(TOTALS) + wanted;
    file.allow(lines);
    Await.until(
        () -> "lines=" + site.lines(TOTALS) + ", wanted=" + until + ", " + ledger(),
        () -> site.lines(TOTALS) >= until);
  }

  /** Sends a process a signal. */
  static void signal(String name, long pid) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(pid))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  /** What all its processes printed. */
  String printed() {
    if (!directory().isLocal()) {
      return insist("logs", "-n", "200");
    }
    try (Stream<Path> files = Files.list(directory().logs())) {
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
    call("cluster", "stop", "--force", "--cluster", cluster);
  }
}
