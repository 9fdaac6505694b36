package io.millrace.scheduler.mesos.launch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.cluster.directory.ClusterDirectory;
import io.millrace.cluster.directory.ClusterSettings;
import io.millrace.cluster.scheduler.LaunchOption;
import io.millrace.cluster.scheduler.LaunchOptions;
import io.millrace.scheduler.mesos.MesosSettings;
import io.millrace.scheduler.mesos.framework.FrameworkProfile;
import io.millrace.scheduler.mesos.offers.Constraint;
import io.millrace.scheduler.mesos.wire.MasterAccess;
import io.millrace.scheduler.mesos.wire.MasterAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * What a cluster was last started with on Mesos; kept in its directory for the next time and for
 * its coordinator, {@code docs/formats/mesos.md}.
 *
 * @param version of the format
 * @param masters addresses of masters
 * @param role from whose share it gets resources
 * @param principal as whom it authenticates, or null
 * @param secretFile the file with the principal's secret, on the coordinator's host, or null
 * @param constraints on agents, as users write them
 * @param user as whom tasks run, and whose files those in the cluster's directory are
 * @param javaHome of the agents, or null: they are to find one
 * @param agentDir where workers keep their data on agents, or null: the usual place
 */
record MesosOptions(
    int version,
    List<String> masters,
    String role,
    String principal,
    String secretFile,
    List<String> constraints,
    String user,
    String javaHome,
    String agentDir) {

  static final String MASTER = "--master";
  static final String HOST = "--host";
  private static final String ROLE = "--role";
  private static final String PRINCIPAL = "--principal";
  private static final String SECRET_FILE = "--secret-file";
  private static final String CONSTRAINT = "--constraint";
  private static final String JAVA_HOME = "--java-home";
  private static final String AGENT_DIR = "--agent-dir";

  /** What {@code --host} is not among: it is this start's alone. */
  static final List<LaunchOption> ALL =
      List.of(
          new LaunchOption(
              MASTER,
              "URL[,URL]",
              "Masters, http://HOST:5050 or https://, any of them; or zk://HOST:2181/mesos."),
          new LaunchOption(ROLE, "ROLE", "Whose resources are used; * if not given."),
          new LaunchOption(PRINCIPAL, "NAME", "As whom to authenticate; with --secret-file."),
          new LaunchOption(SECRET_FILE, "FILE", "The file with the principal's secret."),
          new LaunchOption(
              CONSTRAINT,
              "NAME=REGEX",
              "An attribute that agents must have, or hostname; may be given several times."),
          new LaunchOption(
              JAVA_HOME,
              "DIR",
              "Java 17 or later on agents; JAVA_HOME or PATH there if not given."),
          new LaunchOption(
              AGENT_DIR,
              "DIR",
              "Where workers keep journals on agents, if --dir is not on this machine."),
          new LaunchOption(
              HOST,
              "ADDRESS",
              "This host's address for agents; the one that reaches the master if not given."));

  private static final int VERSION = 1;
  private static final String FILE = "mesos-options.json";
  private static final String ANY_ROLE = "*";
  private static final ObjectMapper JSON = new ObjectMapper();

  MesosOptions {
    masters = List.copyOf(masters);
    constraints = List.copyOf(constraints);
  }

  /**
   * Those of before, with those that are given in their place.
   *
   * @throws IllegalArgumentException that lists every fault
   */
  static MesosOptions of(LaunchOptions given, Optional<MesosOptions> before) {
    MesosOptions former =
        before.orElse(
            new MesosOptions(
                VERSION,
                List.of(),
                ANY_ROLE,
                null,
                null,
                List.of(),
                System.getProperty("user.name"),
                null,
                null));
    List<String> masters =
        given.all(MASTER).stream().flatMap(all -> MasterAddress.split(all).stream()).toList();
    List<String> constraints = given.all(CONSTRAINT);
    MesosOptions options =
        new MesosOptions(
            VERSION,
            masters.isEmpty() ? former.masters : masters,
            given.value(ROLE).orElse(former.role),
            given.value(PRINCIPAL).orElse(former.principal),
            given
                .value(SECRET_FILE)
                .map(file -> Path.of(file).toAbsolutePath().normalize().toString())
                .orElse(former.secretFile),
            constraints.isEmpty() ? former.constraints : constraints,
            former.user,
            given.value(JAVA_HOME).orElse(former.javaHome),
            given.value(AGENT_DIR).orElse(former.agentDir));
    options.check();
    return options;
  }

  private void check() {
    List<String> faults = new ArrayList<>();
    if (masters.isEmpty()) {
      faults.add(
          "--on mesos needs a master: write --master http://HOST:5050, or zk://HOST:2181/mesos");
    }
    masters.forEach(master -> note(faults, master, MasterAddress::parse));
    constraints.forEach(constraint -> note(faults, constraint, Constraint::parse));
    if ((principal == null) != (secretFile == null)) {
      faults.add("--principal and --secret-file go together: give both, or none");
    } else {
      note(faults, principal, name -> access());
    }
    if (!role.equals(ANY_ROLE) && !role.matches("[^-.*\\s/][^*\\s]*")) {
      faults.add("role: --role " + role + "; a name without white space, as prod or prod/streams");
    }
    for (String dir : Stream.of(javaHome, agentDir).filter(d -> d != null).toList()) {
      if (!dir.startsWith("/")) {
        faults.add("directory on agents: " + dir + "; an absolute path is wanted");
      }
    }
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", faults));
    }
  }

  private static void note(List<String> faults, String text, Consumer<String> reading) {
    try {
      reading.accept(text);
    } catch (IllegalArgumentException e) {
      faults.add(e.getMessage());
    }
  }

  /** Those in a cluster's directory, if it was ever started on Mesos. */
  static Optional<MesosOptions> read(ClusterDirectory directory) {
    return directory
        .read(FILE)
        .map(
            text -> {
              try {
                return JSON.readValue(text, MesosOptions.class);
              } catch (JsonProcessingException e) {
                throw new IllegalStateException(
                    "options unreadable: dir="
                        + directory
                        + ", file="
                        + FILE
                        + ", error="
                        + e.getOriginalMessage()
                        + "; delete it, and give them all at the next start",
                    e);
              }
            });
  }

  void write(ClusterDirectory directory) {
    try {
      directory.write(FILE, JSON.writeValueAsString(this) + "\n");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e); // a record of texts
    }
  }

  /**
   * As whom masters are spoken to.
   *
   * @throws IllegalArgumentException if the secret cannot be read
   */
  MasterAccess access() {
    return principal == null
        ? MasterAccess.open()
        : MasterAccess.basic(principal, Path.of(secretFile));
  }

  /** As the scheduler wants it. */
  MesosSettings settings(ClusterSettings cluster) {
    return new MesosSettings(
        masters.stream().map(MasterAddress::parse).toList(),
        profile("millrace " + cluster.name()),
        constraints.stream().map(Constraint::parse).toList());
  }

  FrameworkProfile profile(String name) {
    return new FrameworkProfile(
        name, user, role, principal, FrameworkProfile.USUAL_FAILOVER_TIMEOUT);
  }

  /**
   * Where a process of a cluster whose directory all hosts see keeps what is its own: out of
   * sandboxes, which go with their tasks.
   */
  Path own(ClusterDirectory directory, ClusterSettings cluster) {
    if (agentDir != null) {
      return Path.of(agentDir);
    }
    CRC32 place = new CRC32();
    place.update(directory.place().getBytes(StandardCharsets.UTF_8));
    return Path.of(
        "/var/tmp/millrace-" + user, cluster.name() + "-" + Long.toHexString(place.getValue()));
  }
}
