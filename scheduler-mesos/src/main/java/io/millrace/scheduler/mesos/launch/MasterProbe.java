package io.millrace.scheduler.mesos.launch;

import io.millrace.scheduler.mesos.framework.FrameworkProfile;
import io.millrace.scheduler.mesos.wire.LeaderLink;
import io.millrace.scheduler.mesos.wire.LinkEvent;
import io.millrace.scheduler.mesos.wire.MasterAccess;
import io.millrace.scheduler.mesos.wire.MasterLink;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.apache.mesos.v1.scheduler.Protos.Event;

/**
 * Finds out whether a framework would be let in, by registering one that is removed with its
 * connection: roles and secrets are looked at nowhere else. Waits for masters.
 */
final class MasterProbe {
  private static final int RECORD_BYTES = 1 << 20;
  private static final int MOST_REDIRECTS = 3;
  private static final long PAUSE_NS = 5_000_000;

  private final List<URI> masters;
  private final FrameworkProfile profile;
  private final MasterLink link;
  private final long patienceNs;
  private int number;
  private URI leader;
  private boolean isIn;
  private boolean isOut;
  private boolean isAnswered;
  private int redirects;
  private String cause = "none has answered";

  private MasterProbe(
      List<URI> masters, FrameworkProfile profile, MasterLink link, Duration patience) {
    this.masters = masters;
    this.profile =
        new FrameworkProfile(
            profile.name() + " (check)",
            profile.user(),
            profile.role(),
            profile.principal(),
            Duration.ZERO);
    this.link = link;
    this.patienceNs = patience.toNanos();
  }

  /**
   * Asks the masters until one lets us in.
   *
   * @param patience for masters that start, or have no leader
   * @return the one that leads
   * @throws IllegalStateException says why we are not let in
   */
  static URI leader(
      List<URI> masters, FrameworkProfile profile, MasterAccess access, Duration patience) {
    try (MasterLink link = LeaderLink.of(access, RECORD_BYTES)) {
      return new MasterProbe(masters, profile, link, patience).ask();
    }
  }

  private URI ask() {
    long startNs = System.nanoTime();
    for (int tries = 0; !isIn && !isOut; tries++) {
      if (tries > 0 && System.nanoTime() - startNs > patienceNs) {
        isOut = true;
        break;
      }
      redirects = 0;
      connect(masters.get(tries % masters.size()));
      while (!isAnswered && System.nanoTime() - startNs <= patienceNs) {
        link.poll(this::on);
        LockSupport.parkNanos(PAUSE_NS);
      }
      link.drop(number);
      if (tries >= masters.size() - 1 && !isIn) {
        LockSupport.parkNanos(50 * PAUSE_NS);
      }
    }
    if (!isIn) {
      throw new IllegalStateException("master=" + leader + ", cause=" + cause);
    }
    return leader;
  }

  private void connect(URI to) {
    leader = to;
    isAnswered = false;
    link.subscribe(++number, to, profile.subscribeSuppressed());
  }

  /** What comes behind an answer is of no interest. */
  private void on(LinkEvent event) {
    if (isAnswered) {
      return;
    }
    if (event instanceof LinkEvent.Redirected redirected && redirects++ < MOST_REDIRECTS) {
      link.drop(number);
      connect(redirected.to());
    } else if (event instanceof LinkEvent.Refused refused) {
      boolean isStarting = refused.status() == 404 || refused.status() == 503;
      answered("status " + refused.status() + ", " + refused.text(), !isStarting);
    } else if (event instanceof LinkEvent.Ended ended) {
      answered(ended.cause(), false);
    } else if (event instanceof LinkEvent.Received received) {
      onEvent(received.event());
    }
  }

  private void onEvent(Event event) {
    if (event.getType() == Event.Type.SUBSCRIBED) {
      isIn = true;
      isAnswered = true;
    } else if (event.getType() == Event.Type.ERROR) {
      answered(event.getError().getMessage(), true);
    }
  }

  private void answered(String why, boolean isFinal) {
    cause = why;
    isOut |= isFinal;
    isAnswered = true;
  }
}
