package io.millrace.scheduler.yarn;

import io.millrace.cluster.directory.ClusterDirectory;
import io.millrace.cluster.directory.ThisMachine;
import io.millrace.cluster.scheduler.Scheduler;
import io.millrace.cluster.scheduler.SchedulerKind;
import io.millrace.runtime.Clock;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Containers of YARN, for the coordinator that is an application master there. */
public final class YarnSchedulerKind implements SchedulerKind {
  static final String NAME = "yarn";

  /** For {@link java.util.ServiceLoader}. */
  public YarnSchedulerKind() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Scheduler open(ClusterDirectory directory, String host, Clock clock) {
    LaunchNote note =
        LaunchNote.read(directory)
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "not submitted to YARN: dir="
                            + directory
                            + "; 'millrace cluster start --on yarn' does that"));
    HadoopConfiguration configuration = HadoopConfiguration.of(System.getenv());
    try {
      YarnLink link =
          HadoopConfiguration.within(
              () -> new YarnLink(note, directory.place(), configuration.yarn()));
      link.register(System.getenv().getOrDefault("NM_HOST", ThisMachine.name()));
      return new YarnScheduler(
          new WorkerContainers(link, new SharedNotes(directory), clock, link.left()), link);
    } catch (IOException e) {
      throw new UncheckedIOException("application master cannot be registered", e);
    }
  }
}
