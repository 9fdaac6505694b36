package io.millrace.scheduler.mesos.launch;

import io.millrace.cluster.directory.ClusterDirectory;
import io.millrace.cluster.directory.ClusterSettings;
import io.millrace.cluster.scheduler.ClusterLauncher;
import io.millrace.cluster.scheduler.LaunchOption;
import io.millrace.cluster.scheduler.LaunchOptions;
import io.millrace.cluster.scheduler.local.LocalCoordinator;
import io.millrace.runtime.Clock;
import io.millrace.runtime.SystemClock;
import io.millrace.scheduler.mesos.FileFrameworkStore;
import io.millrace.scheduler.mesos.MesosSettings;
import io.millrace.scheduler.mesos.StoredFramework;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Starts coordinators of clusters on Mesos: on this host, as processes that outlive the command.
 */
public final class MesosLauncher implements ClusterLauncher {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int CONNECT_MS = 5_000;

  /** For {@link java.util.ServiceLoader}. */
  public MesosLauncher() {}

  @Override
  public String name() {
    return MesosSchedulerKind.NAME;
  }

  @Override
  public List<LaunchOption> options() {
    return MesosOptions.ALL;
  }

  @Override
  public void check(ClusterDirectory directory, ClusterSettings settings, LaunchOptions given)
      throws LaunchException {
    MesosOptions options = options(directory, given);
    refuseChangesWhileTasksRun(directory, settings);
    leader(options, settings);
  }

  private static MesosOptions options(ClusterDirectory directory, LaunchOptions given)
      throws LaunchException {
    try {
      return MesosOptions.of(given, MesosOptions.read(directory));
    } catch (IllegalArgumentException e) {
      throw new LaunchException(e.getMessage(), e);
    }
  }

  /** Workers that run would not understand those that are started from now on. */
  private static void refuseChangesWhileTasksRun(
      ClusterDirectory directory, ClusterSettings settings) throws LaunchException {
    Optional<ClusterSettings> before = ClusterSettings.read(directory);
    boolean isChanged =
        before.isPresent()
            && (before.get().encryption() != settings.encryption()
                || !Objects.equals(before.get().mirror(), settings.mirror()));
    List<String> live =
        new FileFrameworkStore(directory).read().map(StoredFramework::live).orElse(List.of());
    if (isChanged && !live.isEmpty()) {
      throw new LaunchException(
          "encryption and mirror cannot be changed while workers run: workers="
              + live
              + "; 'millrace cluster stop' first (with --force if the coordinator is dead)");
    }
  }

  private static URI leader(MesosOptions options, ClusterSettings cluster) throws LaunchException {
    MesosSettings settings = options.settings(cluster);
    try {
      return MasterProbe.leader(settings.masters(), settings.profile(), options.access(), PATIENCE);
    } catch (IllegalStateException e) {
      throw new LaunchException(
          "Mesos does not let a framework in: "
              + e.getMessage()
              + ", role="
              + options.role()
              + ", principal="
              + options.principal()
              + "; see that the master runs, and that --master, --role, --principal and"
              + " --secret-file are right",
          e);
    }
  }

  @Override
  public Launch launch(ClusterDirectory directory, ClusterSettings settings, LaunchOptions given)
      throws LaunchException {
    MesosOptions options = options(directory, given);
    Optional<String> host = given.value(MesosOptions.HOST);
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--on",
                MesosSchedulerKind.NAME,
                "--host",
                host.isPresent() ? host.get() : addressTowards(leader(options, settings))));
    options.write(directory);
    if (directory.isLocal()) {
      return LocalCoordinator.start(directory, arguments);
    }
    Path own = options.own(directory, settings);
    arguments.addAll(List.of("--own-dir", own.toString()));
    return LocalCoordinator.start(ClusterDirectory.at(directory.place(), own), arguments);
  }

  /** This host's address, of those that it may have, by which a master can reach it. */
  private static String addressTowards(URI master) throws LaunchException {
    int usual = "https".equals(master.getScheme()) ? 443 : 80;
    int port = master.getPort() < 0 ? usual : master.getPort();
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(master.getHost(), port), CONNECT_MS);
      return socket.getLocalAddress().getHostAddress();
    } catch (IOException e) {
      throw new LaunchException(
          "no address of this host is known: master="
              + master
              + ", error="
              + e
              + "; name one that agents reach with "
              + MesosOptions.HOST,
          e);
    }
  }

  @Override
  public Optional<String> kill(ClusterDirectory directory) throws LaunchException {
    Optional<MesosOptions> options = MesosOptions.read(directory);
    FileFrameworkStore store = new FileFrameworkStore(directory);
    Optional<StoredFramework> framework = store.read().filter(one -> one.id() != null);
    if (options.isEmpty() || framework.isEmpty()) {
      return Optional.empty();
    }
    ClusterSettings cluster = ClusterSettings.read(directory).orElseThrow();
    Clock clock = new SystemClock();
    try {
      Removal.of(options.get(), cluster, framework.get().id(), PATIENCE, clock);
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new LaunchException(
          "framework cannot be removed from Mesos: framework="
              + framework.get().id()
              + ", "
              + e.getMessage()
              + "; its tasks go on; try again when a master answers, or ask an operator to tear it"
              + " down",
          e);
    }
    store.write(framework.get().removed());
    return Optional.of("framework " + framework.get().id());
  }
}
