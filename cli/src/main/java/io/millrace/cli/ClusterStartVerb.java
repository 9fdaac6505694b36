package io.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.management.OperatingSystemMXBean;
import io.millrace.cli.client.ClusterLocation;
import io.millrace.cli.cluster.ClusterStart;
import io.millrace.cluster.directory.ClusterDirectory;
import io.millrace.cluster.directory.ClusterSettings;
import io.millrace.cluster.scheduler.ClusterLauncher;
import io.millrace.cluster.scheduler.ClusterLauncher.LaunchException;
import io.millrace.cluster.scheduler.LaunchOptions;
import io.millrace.cluster.scheduler.SchedulerKinds;
import io.millrace.cluster.scheduler.local.LocalScheduler;
import io.millrace.connector.files.JsonValues;
import io.millrace.storage.mirror.Mirror;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** {@code millrace cluster start}. */
@Command(
    name = "start",
    description = {
      "Starts a coordinator, which starts workers; returns when all are ready.",
      "If the cluster's coordinator was killed, the new one takes over: workers that still run go"
          + " on. What was deployed before a stop runs again."
    })
final class ClusterStartVerb implements Callable<Integer> {
  private static final int USUAL_WORKERS = 2;

  /** Memory of a worker on a host that nobody has chosen yet. */
  private static final int ELSEWHERE_MB = 1024;

  @ParentCommand private ClusterVerb parent;

  @Option(
      names = "--on",
      paramLabel = "SCHEDULER",
      description = {
        "Where its workers run. local: on this machine. yarn: on the hosts of YARN, by Hadoop's"
            + " configuration in HADOOP_CONF_DIR; --dir is then on HDFS. mesos: as tasks on Mesos."
            + " As before, or local.",
      })
  private String asked;

  /** What the scheduler may understand. */
  @Unmatched private List<String> others = new ArrayList<>();

  private SchedulerOptions schedulerOptions;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "How many worker processes; as many as before, or 2.")
  private Integer workers;

  @Option(
      names = "--memory",
      paramLabel = "MB",
      description = "Memory of a worker; as before, or a share of the machine's.")
  private Integer memoryMb;

  @Option(
      names = "--encryption",
      paramLabel = "on|off",
      description =
          "Whether what its processes send each other is encrypted (AES-GCM); as before, or off."
              + " They always have to prove that they know the cluster's secret.")
  private Switch encryption;

  @Option(
      names = "--mirror",
      paramLabel = "URI|off",
      description = {
        "A second place for journals and snapshots, from which lost partitions are restored: a"
            + " directory that all hosts see, as file:/mnt/mirror, or one on HDFS, as"
            + " hdfs://namenode:8020/millrace. As before, or off.",
      })
  private String mirror;

  @Option(names = "--name", paramLabel = "C", description = "Its name; default if not given.")
  private String name;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description =
          "What it keeps goes there: a directory, or the URI of one that all hosts see, as"
              + " hdfs://namenode:8020/clusters/c; millrace-clusters/NAME if not given.")
  private String dir;

  /** See {@link SchedulerKinds}. */
  private String on;

  @Spec
  void specified(CommandSpec spec) {
    schedulerOptions = new SchedulerOptions(spec);
  }

  /** A thing is on or off. */
  enum Switch {
    ON,
    OFF
  }

  /** What is printed as JSON. */
  record Started(String cluster, String on, String directory, String api, List<String> workers) {}

  @Override
  public Integer call() throws InterruptedException {
    checkOptions();
    ClusterDirectory directory = directory();
    ClusterSettings before = ClusterSettings.read(directory).orElse(null);
    on = scheduler(directory, before);
    Main main = parent.main();
    JsonNode cluster;
    ClusterSettings settings;
    if (isLocal()) {
      schedulerOptions.of(others, Optional.empty());
      checkPlace(directory);
      settings = settings(directory, before);
      cluster = new ClusterStart(directory, settings, main.console()).untilReady();
    } else {
      ClusterLauncher launcher = launcher();
      LaunchOptions options = schedulerOptions.of(others, Optional.of(launcher));
      settings = settings(directory, before);
      check(launcher, directory, settings, options);
      cluster =
          new ClusterStart(directory, settings, main.console(), launcher, options).untilReady();
    }
    if (!directory.isLocal()) {
      ClusterLocation.remember(settings.name(), directory);
    }
    cluster = cluster.path("workers");
    String api = directory.coordinator().orElseThrow().api();
    if (main.wantsJson()) {
      main.console()
          .print(
              JsonValues.toJson(
                  new Started(
                      settings.name(),
                      on,
                      directory.toString(),
                      api,
                      StreamSupport.stream(cluster.spliterator(), false)
                          .map(worker -> worker.path("id").asText())
                          .toList())));
    } else {
      main.console()
          .print(
              "cluster "
                  + settings.name()
                  + " is ready: "
                  + Counted.of(settings.workers(), on + " worker")
                  + ", HTTP API at "
                  + api
                  + ", directory "
                  + directory);
    }
    return 0;
  }

  /**
   * The one that is asked for, or that of before: processes of two would be in each other's way.
   */
  private String scheduler(ClusterDirectory directory, ClusterSettings before) {
    String former = before == null ? null : before.on();
    if (asked == null) {
      return former == null ? SchedulerKinds.LOCAL : former;
    }
    if (former != null && !former.equals(asked) && directory.coordinator().isPresent()) {
      throw new WrongUsageException(
          "scheduler cannot be changed before the cluster is stopped: --on "
              + asked
              + ", before="
              + former
              + ", dir="
              + directory
              + "; 'millrace cluster stop' first (with --force if the coordinator is dead)");
    }
    return asked;
  }

  private ClusterSettings settings(ClusterDirectory directory, ClusterSettings before) {
    int count = workers != null ? workers : before != null ? before.workers() : USUAL_WORKERS;
    boolean asBefore = before != null && before.workers() == count;
    return new ClusterSettings(
        name != null ? name : before != null ? before.name() : directory.name(),
        on,
        count,
        memoryMb != null
            ? memoryMb
            : asBefore
                ? before.memoryMb()
                : isLocal() ? ClusterSettings.shareOf(machineMemoryMb(), count) : ELSEWHERE_MB,
        encrypted(directory, before),
        mirrored(directory, before));
  }

  private String mirrored(ClusterDirectory directory, ClusterSettings before) {
    String former = before == null ? null : before.mirror();
    if (mirror == null) {
      // where data lives as long as the containers, it is to be somewhere else as well
      return directory.isLocal() || before != null ? former : place(directory.place() + "/mirror");
    }
    String wanted = mirror.equalsIgnoreCase("off") ? null : place(mirror);
    if (Objects.equals(wanted, former)) {
      return former;
    }
    List<String> running = isLocal() ? LocalScheduler.running(directory) : List.of();
    if (!running.isEmpty()) {
      throw new WrongUsageException(
          "mirror cannot be changed while workers run: mirror="
              + (former == null ? "off" : former)
              + ", workers="
              + running
              + "; 'millrace cluster stop' first (with --force if the coordinator is dead)");
    }
    return wanted;
  }

  /** The place of a mirror; it is made here if it is not there, and by nobody later. */
  private static String place(String uri) {
    try {
      return Mirror.make(uri);
    } catch (IllegalArgumentException e) {
      throw new WrongUsageException(e.getMessage());
    } catch (IOException e) {
      throw new CommandFailedException(e.getMessage());
    }
  }

  /** Processes that encrypt and those that do not would not understand each other. */
  private boolean encrypted(ClusterDirectory directory, ClusterSettings before) {
    boolean isOn = before != null && before.encryption();
    if (encryption == null || isOn == (encryption == Switch.ON)) {
      return isOn;
    }
    List<String> running = isLocal() ? LocalScheduler.running(directory) : List.of();
    if (!running.isEmpty()) {
      throw new WrongUsageException(
          "encryption cannot be changed while workers run: encryption="
              + (isOn ? "on" : "off")
              + ", workers="
              + running
              + "; 'millrace cluster stop' first (with --force if the coordinator is dead)");
    }
    return !isOn;
  }

  private static long machineMemoryMb() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize()
        >> 20;
  }

  private void checkOptions() {
    if (workers != null && (workers < 1 || workers > 1000)) {
      throw new WrongUsageException(
          "workers out of range: --workers " + workers + "; from 1 to 1000");
    }
    if (memoryMb != null && memoryMb < ClusterSettings.LEAST_MEMORY_MB) {
      throw new WrongUsageException(
          "memory out of range: --memory "
              + memoryMb
              + "; at least "
              + ClusterSettings.LEAST_MEMORY_MB);
    }
    if (name != null && !name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,62}")) {
      throw new WrongUsageException(
          "name of a cluster: --name " + name + "; letters, digits, '.', '_' and '-', at most 63");
    }
  }

  private boolean isLocal() {
    return on.equals(SchedulerKinds.LOCAL);
  }

  private static void checkPlace(ClusterDirectory directory) {
    if (!directory.isLocal()) {
      throw new WrongUsageException(
          "--on local needs a directory on this machine: --dir " + directory);
    }
  }

  private ClusterLauncher launcher() {
    try {
      return SchedulerKinds.launcher(on);
    } catch (IllegalArgumentException e) {
      throw new WrongUsageException(
          "--on " + on + ": " + e.getMessage() + "; or leave --on out: on this machine", e);
    }
  }

  private static void check(
      ClusterLauncher launcher,
      ClusterDirectory directory,
      ClusterSettings settings,
      LaunchOptions options) {
    try {
      launcher.check(directory, settings, options);
    } catch (LaunchException e) {
      throw new CommandFailedException(e.getMessage(), e);
    }
  }

  private ClusterDirectory directory() {
    if (dir != null) {
      return ClusterLocation.directoryAt(dir);
    }
    return (name != null ? ClusterLocation.of(name) : new ClusterOptions().location())
        .requiredDirectory("a cluster is started from its directory");
  }
}
