package io.millrace.cluster.coordinator;

import io.millrace.cluster.directory.ClusterDirectory;
import io.millrace.cluster.directory.ClusterSettings;
import io.millrace.cluster.scheduler.local.LocalScheduler;
import io.millrace.cluster.scheduler.local.WorkerCommand;
import io.millrace.runtime.Clock;
import io.millrace.runtime.SystemClock;
import java.nio.file.Path;

/** The process of a coordinator whose workers are processes on this machine. */
public final class CoordinatorMain {
  private CoordinatorMain() {}

  /** Runs a coordinator: {@code --cluster-dir DIR}. */
  public static void main(String[] args) {
    if (args.length != 2 || !args[0].equals("--cluster-dir")) {
      throw new IllegalArgumentException("usage: --cluster-dir DIR");
    }
    ClusterDirectory directory = new ClusterDirectory(Path.of(args[1]));
    ClusterSettings settings =
        ClusterSettings.read(directory)
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "no cluster here: dir=" + directory + "; 'millrace cluster start' it"));
    Clock clock = new SystemClock();
    LocalScheduler scheduler = new LocalScheduler(directory, WorkerCommand.ofThisProcess(), clock);
    boolean orderly;
    try (CoordinatorProcess process =
        CoordinatorProcess.start(
            directory, clock, new ClusterDuty.Making(directory, settings, scheduler, clock))) {
      orderly = process.awaitEnd();
    }
    System.exit(orderly ? 0 : 1);
  }
}
