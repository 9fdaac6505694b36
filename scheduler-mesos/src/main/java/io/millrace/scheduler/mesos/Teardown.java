package io.millrace.scheduler.mesos;

import io.millrace.runtime.Clock;
import io.millrace.scheduler.mesos.framework.Framework;
import io.millrace.scheduler.mesos.framework.Phase;
import io.millrace.scheduler.mesos.tasks.Calls;
import io.millrace.scheduler.mesos.wire.MasterLink;
import java.util.concurrent.locks.LockSupport;

/** Removes a framework from Mesos, with all its tasks. Waits for the master. */
public final class Teardown {
  private static final long PATIENCE_NS = 10_000_000_000L;
  private static final long PAUSE_NS = 2_000_000;

  private Teardown() {}

  /**
   * Removes one that is subscribed. The master ends the stream when it is done.
   *
   * @return false if it is not subscribed, or the master does not do it in time
   */
  public static boolean of(Framework framework, MasterLink link, Clock clock) {
    if (!framework.send(Calls.teardown())) {
      return false;
    }
    long startNs = clock.nanoTime();
    while (framework.phase() == Phase.SUBSCRIBED && clock.nanoTime() - startNs < PATIENCE_NS) {
      link.poll(event -> framework.onLinkEvent(event, clock.nanoTime() / 1_000_000));
      LockSupport.parkNanos(PAUSE_NS);
    }
    return framework.phase() != Phase.SUBSCRIBED;
  }
}
