package io.millrace.scheduler.mesos.launch;

import io.millrace.cluster.directory.ClusterDirectory;
import io.millrace.cluster.directory.ClusterSettings;
import io.millrace.cluster.scheduler.Scheduler;
import io.millrace.cluster.scheduler.SchedulerEvent;
import io.millrace.cluster.scheduler.SchedulerKind;
import io.millrace.cluster.scheduler.WorkerSpec;
import io.millrace.runtime.Clock;
import io.millrace.scheduler.mesos.FileFrameworkStore;
import io.millrace.scheduler.mesos.MesosScheduler;
import io.millrace.scheduler.mesos.wire.LeaderLink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Tasks on Mesos, for the coordinator that is their framework's scheduler. */
public final class MesosSchedulerKind implements SchedulerKind {
  static final String NAME = "mesos";

  /** Offers of all agents of a large cluster may come at once. */
  private static final int MOST_RECORD_BYTES = 64 << 20;

  /** For {@link java.util.ServiceLoader}. */
  public MesosSchedulerKind() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Scheduler open(ClusterDirectory directory, String host, Clock clock) {
    MesosOptions options =
        MesosOptions.read(directory)
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "not started on Mesos: dir="
                            + directory
                            + "; 'millrace cluster start --on mesos' does that"));
    ClusterSettings cluster = ClusterSettings.read(directory).orElseThrow();
    try {
      ShippedCode code =
          ShippedCode.in(
              directory.workers().resolveSibling("code"),
              isApart(directory.place()) || isApart(cluster.mirror()));
      CodeServer server = new CodeServer(host, code.archive());
      MesosScheduler scheduler =
          new MesosScheduler(
              options.settings(cluster),
              new ShippedWorker(directory, cluster, options, code, server.uri()),
              new FileFrameworkStore(directory),
              LeaderLink.of(options.access(), MOST_RECORD_BYTES),
              clock);
      return new Serving(scheduler, server);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "code cannot be handed out to agents: dir=" + directory + ", host=" + host, e);
    }
  }

  /** Whether a place is of a kind whose libraries are loaded apart. */
  private static boolean isApart(String place) {
    return place != null && ClusterDirectory.isUri(place) && !place.startsWith("file:");
  }

  /** A scheduler, and what hands code out to its tasks' agents. */
  private record Serving(MesosScheduler scheduler, CodeServer code) implements Scheduler {
    @Override
    public void want(WorkerSpec spec, int count) {
      scheduler.want(spec, count);
    }

    @Override
    public void keep(String container) {
      scheduler.keep(container);
    }

    @Override
    public void release(String container) {
      scheduler.release(container);
    }

    @Override
    public void restart(String container) {
      scheduler.restart(container);
    }

    @Override
    public List<SchedulerEvent> poll() {
      return scheduler.poll();
    }

    @Override
    public void close() {
      scheduler.close();
      code.close();
    }
  }
}
