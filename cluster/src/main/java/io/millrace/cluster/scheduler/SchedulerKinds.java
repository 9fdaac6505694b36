package io.millrace.cluster.scheduler;

import io.millrace.storage.ApartClassPath;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Finds schedulers by their names, on this process's class path and on the one apart. */
public final class SchedulerKinds {
  /** Processes on this machine. */
  public static final String LOCAL = "local";

  private SchedulerKinds() {}

  /**
   * The kind of a name.
   *
   * @throws IllegalArgumentException if there is none; names those that there are
   */
  public static SchedulerKind named(String name) {
    return find(SchedulerKind.class, SchedulerKind::name, name);
  }

  /**
   * The launcher of a name.
   *
   * @throws IllegalArgumentException if there is none; names those that there are
   */
  public static ClusterLauncher launcher(String name) {
    return find(ClusterLauncher.class, ClusterLauncher::name, name);
  }

  /** All launchers. */
  public static List<ClusterLauncher> launchers() {
    return all(ClusterLauncher.class);
  }

  private static <S> List<S> all(Class<S> service) {
    List<S> kinds = new ArrayList<>();
    ApartClassPath.services(service).forEach(kinds::add);
    return kinds;
  }

  private static <S> S find(Class<S> service, Function<S, String> named, String name) {
    List<S> kinds = all(service);
    return kinds.stream()
        .filter(kind -> named.apply(kind).equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown scheduler: name="
                        + name
                        + "; there are "
                        + kinds.stream().map(named).sorted().toList()));
  }
}
