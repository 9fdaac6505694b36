package io.millrace.scheduler.mesos.simulated;

import io.millrace.cluster.scheduler.SchedulerEvent;
import io.millrace.cluster.scheduler.WorkerSpec;
import io.millrace.runtime.Clock;
import io.millrace.scheduler.mesos.FrameworkStore;
import io.millrace.scheduler.mesos.MesosScheduler;
import io.millrace.scheduler.mesos.MesosSettings;
import io.millrace.scheduler.mesos.StoredFramework;
import io.millrace.scheduler.mesos.framework.FrameworkProfile;
import io.millrace.scheduler.mesos.offers.Constraint;
import io.millrace.scheduler.mesos.tasks.TaskCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A scheduler on a simulated Mesos, with a clock that is set by hand. */
final class SimulatedCluster {
  static final WorkerSpec SPEC = new WorkerSpec(512, 1);

  /** The clock. */
  private final class ManualClock implements Clock {
    @Override
    public long nowMs() {
      return nowMs;
    }

    @Override
    public long nanoTime() {
      return nowMs * 1_000_000;
    }
  }

  /** What is kept, in memory; it can be made to fail. */
  private final class MemoryStore implements FrameworkStore {
    @Override
    public Optional<StoredFramework> read() {
      return Optional.ofNullable(stored);
    }

    @Override
    public void write(StoredFramework framework) {
      if (isDiskFull) {
        throw new UncheckedIOException(new IOException("disk full"));
      }
      stored = framework;
    }
  }

  final SimulatedMesos mesos = new SimulatedMesos();
  final List<SchedulerEvent> events = new ArrayList<>();
  final List<Constraint> constraints = new ArrayList<>();
  SimulatedLink link;
  MesosScheduler scheduler;
  StoredFramework stored;
  boolean isDiskFull;
  long nowMs = 1_000_000;

  /** A coordinator begins. */
  void start() {
    link = new SimulatedLink(mesos);
    scheduler =
        new MesosScheduler(
            new MesosSettings(
                List.of(URI.create("http://master:5050/")),
                new FrameworkProfile(
                    "test",
                    "me",
                    SimulatedMesos.ROLE,
                    null,
                    FrameworkProfile.USUAL_FAILOVER_TIMEOUT),
                constraints),
            (spec, worker, incarnation) ->
                TaskCommand.line(List.of("worker", worker, String.valueOf(incarnation))).build(),
            new MemoryStore(),
            link,
            new ManualClock());
  }

  /** A coordinator dies, or rather its connection does. */
  void die() {
    link.close();
    mesos.breakStream();
  }

  /** Everybody does what is to be done. */
  void turn() {
    events.addAll(scheduler.poll());
    link.deliver(Integer.MAX_VALUE);
    mesos.work();
  }

  /** Time passes, with heartbeats. */
  void pass(long ms) {
    for (long end = nowMs + ms; nowMs < end; ) {
      nowMs += Math.min(1000, end - nowMs);
      mesos.heartbeat();
      mesos.forgetFilters();
      turn();
    }
  }

  List<SchedulerEvent> drain() {
    List<SchedulerEvent> happened = List.copyOf(events);
    events.clear();
    return happened;
  }

  /** Subscribed, two agents, and so many workers that run. */
  static SimulatedCluster running(int workers) {
    SimulatedCluster cluster = new SimulatedCluster();
    cluster.mesos.addAgent("a", 4, 4000);
    cluster.mesos.addAgent("b", 4, 4000);
    cluster.start();
    cluster.scheduler.want(SPEC, workers);
    cluster.pass(5000);
    return cluster;
  }
}
