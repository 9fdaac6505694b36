package io.millrace.benchmarks.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.benchmarks.ChildJvm;
import io.millrace.cli.Main;
import io.millrace.cli.client.ApiClient;
import io.millrace.cli.client.ClusterLocation;
import io.millrace.cluster.directory.ClusterDirectory;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A cluster of real processes in a directory of its own, run by the command line's verbs. */
final class BenchCluster implements AutoCloseable {
  /** The mirror is a directory beside the cluster's. */
  static final String OWN_MIRROR = "own";

  private static final String APPLICATION = "probe";
  private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(120);
  private static final long POLL_MS = 20;

  private final Path root;
  private final Path directory;
  private final int workers;
  private final List<String> startOptions;

  /** A benchmark that is ended by a signal leaves no processes behind. */
  private final Thread atExit = new Thread(this::closeAtExit, "close-cluster");

  /**
   * Starts one below the working directory.
   *
   * @param mirror {@code off}, {@link #OWN_MIRROR}, or where it is
   * @param startOptions more options of {@code cluster start}
   */
  BenchCluster(int workers, String mirror, List<String> startOptions) throws IOException {
    this.workers = workers;
    Path below = Path.of("target").toAbsolutePath();
    Files.createDirectories(below);
    root = Files.createTempDirectory(below, "bench-cluster-");
    directory = root.resolve("cluster");
    this.startOptions = new ArrayList<>(startOptions);
    this.startOptions.add("--mirror");
    this.startOptions.add(
        mirror.equals(OWN_MIRROR) ? root.resolve("mirror").toUri().toString() : mirror);
    Files.createDirectories(trace());
    Runtime.getRuntime().addShutdownHook(atExit);
    try {
      start();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Where the sink writes. */
  Path trace() {
    return root.resolve("trace");
  }

  /** Starts the coordinator, or one in the place of one that was killed. */
  void start() {
    List<String> arguments = new ArrayList<>(List.of("cluster", "start", "--dir"));
    arguments.addAll(List.of(directory.toString(), "--workers", "" + workers));
    arguments.addAll(List.of("--memory", "1024"));
    arguments.addAll(startOptions);
    verb(arguments);
  }

  /** Deploys the probes; their first is due in two seconds. */
  Schedule deploy(long ratePerSecond, int splits, long keys, int partitions, String durability) {
    Schedule schedule =
        new Schedule(System.nanoTime() + TimeUnit.SECONDS.toNanos(2), ratePerSecond, splits);
    Map<String, String> settings = new HashMap<>(schedule.settings());
    settings.put("keys", "" + keys);
    settings.put("trace", trace().toString());
    List<String> arguments = new ArrayList<>(List.of("deploy", jar().toString()));
    arguments.addAll(List.of("--name", APPLICATION, "--durability", durability));
    arguments.addAll(List.of("--partitions", "" + partitions));
    settings.forEach((name, value) -> arguments.addAll(List.of("--set", name + "=" + value)));
    arguments.addAll(List.of("--cluster", directory.toString()));
    verb(arguments);
    return schedule;
  }

  /** The jar that this class is in. */
  private static Path jar() {
    try {
      Path jar =
          Path.of(BenchCluster.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      if (!Files.isRegularFile(jar)) {
        throw new IllegalStateException("no jar to deploy: found=" + jar + "; use bin/millrace");
      }
      return jar;
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** How the application stands. */
  JsonNode application() {
    return client().get("/apps/" + APPLICATION);
  }

  /** Where what is. */
  Layout layout() {
    return Layout.of(application());
  }

  /** Waits until all workers have reported; returns their processes by name. */
  SortedMap<String, Long> awaitWorkers() throws InterruptedException {
    long untilNs = System.nanoTime() + PATIENCE_NS;
    while (true) {
      SortedMap<String, Long> pids = new TreeMap<>();
      for (JsonNode worker : client().get("/cluster").path("workers")) {
        if (worker.path("phase").asText().equals("live")) {
          pids.put(worker.path("id").asText(), worker.path("pid").asLong());
        }
      }
      if (pids.size() >= workers) {
        return pids;
      }
      if (System.nanoTime() > untilNs) {
        throw new IllegalStateException("workers missing: live=" + pids + ", wanted=" + workers);
      }
      Thread.sleep(POLL_MS);
    }
  }

  long coordinatorPid() {
    return new ClusterDirectory(directory).coordinator().orElseThrow().pid();
  }

  private ApiClient client() {
    return ClusterLocation.of(directory.toString()).client();
  }

  /** Waits until the application is as wanted. */
  JsonNode await(String what, Predicate<JsonNode> wanted) throws InterruptedException {
    long untilNs = System.nanoTime() + PATIENCE_NS;
    while (true) {
      JsonNode seen = application();
      if (wanted.test(seen)) {
        return seen;
      }
      if (System.nanoTime() > untilNs) {
        throw new IllegalStateException(
            "not in time: wanted=" + what + ", seconds=120, application=" + seen);
      }
      Thread.sleep(POLL_MS);
    }
  }

  /** Whether every partition has an owner, and a follower that has everything if there is to be. */
  static boolean isWhole(JsonNode application) {
    boolean replicated = !application.path("durability").asText().equals("local");
    for (JsonNode partition : application.path("partitions")) {
      if (!partition.path("live").asBoolean()
          || replicated && !partition.path("inSync").asBoolean()) {
        return false;
      }
    }
    return true;
  }

  private void verb(List<String> arguments) {
    try {
      Path log = root.resolve("verb.log");
      List<String> command = ChildJvm.command("256m", Main.class, arguments);
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      if (process.waitFor() != 0) {
        throw new IllegalStateException(
            String.join(" ", arguments)
                + " failed: "
                + Files.readString(log, StandardCharsets.UTF_8).strip());
      }
    } catch (IOException e) {
      throw new IllegalStateException(String.join(" ", arguments) + " failed: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private void closeAtExit() {
    try {
      end();
    } catch (IOException | RuntimeException e) {
      System.err.println("cluster may still run: dir=" + directory + "; " + e.getMessage());
    }
  }

  @Override
  public void close() throws IOException {
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      return; // it does it just now
    }
    end();
  }

  private void end() throws IOException {
    if (Files.exists(directory)) {
      verb(List.of("cluster", "stop", "--force", "--cluster", directory.toString()));
    }
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
