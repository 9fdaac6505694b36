package io.millrace.cluster.coordinator;

import io.millrace.cluster.directory.ClusterDirectory;
import io.millrace.cluster.directory.ClusterSettings;
import io.millrace.cluster.directory.ProcessOptions;
import io.millrace.cluster.scheduler.Scheduler;
import io.millrace.cluster.scheduler.SchedulerKinds;
import io.millrace.runtime.Clock;
import io.millrace.runtime.SystemClock;

/** The process of a coordinator. */
public final class CoordinatorMain {
  private CoordinatorMain() {}

  /** Runs a coordinator: {@code [--on SCHEDULER]} beside {@link ProcessOptions}. */
  public static void main(String[] args) {
    ProcessOptions options = new ProcessOptions(args);
    ClusterDirectory directory = options.directory();
    ClusterSettings settings =
        ClusterSettings.read(directory)
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "no cluster here: dir=" + directory + "; 'millrace cluster start' it"));
    Clock clock = new SystemClock();
    Scheduler scheduler =
        SchedulerKinds.named(options.get("--on", SchedulerKinds.LOCAL))
            .open(directory, options.host(), clock);
    boolean orderly;
    try (CoordinatorProcess process =
        CoordinatorProcess.start(
            directory,
            options.host(),
            clock,
            new ClusterDuty.Making(directory, settings, scheduler, clock))) {
      orderly = process.awaitEnd();
    }
    System.exit(orderly ? 0 : 1);
  }
}
