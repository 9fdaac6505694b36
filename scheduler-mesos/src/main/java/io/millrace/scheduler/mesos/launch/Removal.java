package io.millrace.scheduler.mesos.launch;

import io.millrace.cluster.directory.ClusterSettings;
import io.millrace.runtime.Clock;
import io.millrace.scheduler.mesos.MesosSettings;
import io.millrace.scheduler.mesos.Teardown;
import io.millrace.scheduler.mesos.framework.Framework;
import io.millrace.scheduler.mesos.framework.FrameworkListener;
import io.millrace.scheduler.mesos.framework.Phase;
import io.millrace.scheduler.mesos.wire.LeaderLink;
import io.millrace.scheduler.mesos.wire.MasterLink;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;

/** Takes a framework over from whoever has it, to remove it from Mesos. Waits for masters. */
final class Removal {
  private static final int RECORD_BYTES = 64 << 20;
  private static final long PAUSE_NS = 5_000_000;

  private Removal() {}

  /**
   * Removes a framework, with all its tasks.
   *
   * @throws IllegalStateException says why that was not possible in time
   */
  static void of(
      MesosOptions options, ClusterSettings cluster, String id, Duration patience, Clock clock) {
    MesosSettings settings = options.settings(cluster);
    try (MasterLink link = LeaderLink.of(options.access(), RECORD_BYTES)) {
      long startNs = clock.nanoTime();
      Framework framework =
          new Framework(
              settings.profile(),
              settings.masters(),
              id,
              link,
              new NoListener(),
              startNs / 1_000_000);
      while (framework.phase() != Phase.SUBSCRIBED
          && clock.nanoTime() - startNs < patience.toNanos()) {
        long nowMs = clock.nanoTime() / 1_000_000;
        link.poll(event -> framework.onLinkEvent(event, nowMs));
        framework.onTime(nowMs);
        LockSupport.parkNanos(PAUSE_NS);
      }
      if (!Teardown.of(framework, link, clock)) {
        throw new IllegalStateException(
            "master=" + framework.master() + ", cause=" + framework.cause());
      }
    }
  }

  /**
   * What happens on the way is of no interest: one that is gone already is replaced and removed.
   */
  private static final class NoListener implements FrameworkListener {
    @Override
    public void keepId(String id) {}

    @Override
    public void onSubscribed() {}

    @Override
    public void onLost(String cause) {}

    @Override
    public void onEvent(Event event) {}

    @Override
    public void onCallRefused(Call.Type call, String cause) {}
  }
}
