package io.millrace.scheduler.mesos.framework;

import io.millrace.scheduler.mesos.wire.LinkEvent;
import io.millrace.scheduler.mesos.wire.MasterLink;
import java.net.URI;
import java.util.List;
import java.util.Set;
import org.apache.mesos.v1.Protos.FrameworkID;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;

/**
 * A framework's subscription, kept up.
 *
 * <pre>
 * DISCONNECTED -> CONNECTING    its time has come
 * CONNECTING   -> SUBSCRIBING   the master has opened the stream
 * CONNECTING   -> CONNECTING    another master leads
 * SUBSCRIBING  -> SUBSCRIBED    the master says who we are, and that is kept
 * CONNECTING, SUBSCRIBING, SUBSCRIBED
 *              -> DISCONNECTED  the stream ends, is silent, is refused
 *              -> FAILED_OVER   a later coordinator has subscribed
 *              -> REMOVED       the framework was removed after this coordinator had subscribed
 * SUBSCRIBING  -> CONNECTING    it was removed before that: as a new one
 * any          -> CLOSED        it is let go of
 * </pre>
 *
 * What is heard of a subscription that is not the last one is ignored. Times are milliseconds of a
 * clock that never goes back. One thread.
 */
public final class Framework {
  /** What masters say in errors that are no faults of configuration. */
  static final String FAILED_OVER = "Framework failed over";

  static final String REMOVED = "Framework has been removed";

  /** So long a master may take for an answer. */
  static final long ANSWER_MS = 15_000;

  /** So many heartbeats may be missing. */
  static final int MISSING_HEARTBEATS = 4;

  static final long FIRST_DELAY_MS = 250;
  static final long LONGEST_DELAY_MS = 30_000;
  private static final int MOST_DOUBLINGS = 7;
  private static final int MOST_REDIRECTS = 3;
  private static final long USUAL_HEARTBEAT_MS = 15_000;

  /** Answers to calls, by which a master says that there is no subscription. */
  private static final Set<Integer> UNSUBSCRIBED = Set.of(0, 307, 401, 403, 404, 503);

  private final FrameworkProfile profile;
  private final List<URI> masters;
  private final MasterLink link;
  private final FrameworkListener listener;
  private Phase phase = Phase.DISCONNECTED;
  private String id;
  private boolean wasSubscribed;
  private URI master;
  private int attempts;
  private int redirects;
  private int failures;
  private int stream;
  private String streamId;
  private String cause = "";
  private long heartbeatMs = USUAL_HEARTBEAT_MS;
  private long dueMs;

  /**
   * A framework that has not begun.
   *
   * @param masters where masters may be; one of them tells which one leads
   * @param id what an earlier coordinator has kept, or null
   */
  public Framework(
      FrameworkProfile profile,
      List<URI> masters,
      String id,
      MasterLink link,
      FrameworkListener listener,
      long nowMs) {
    this.profile = profile;
    this.masters = List.copyOf(masters);
    this.id = id;
    this.link = link;
    this.listener = listener;
    dueMs = nowMs;
  }

  public Phase phase() {
    return phase;
  }

  /** Why it is not subscribed, for people; empty if there is nothing to be said. */
  public String cause() {
    return cause;
  }

  /** Its id, or null if no master has given it one. */
  public String id() {
    return id;
  }

  /** Where it is subscribed or tries to be; null before the first try. */
  public URI master() {
    return master;
  }

  /** Does what is due: tries the next master, gives up one that is silent. */
  public void onTime(long nowMs) {
    if (phase.isLast() || nowMs < dueMs) {
      return;
    }
    if (phase == Phase.DISCONNECTED) {
      connect(masters.get(attempts++ % masters.size()), nowMs);
    } else {
      lose("master is silent", nowMs);
    }
  }

  private void connect(URI to, long nowMs) {
    master = to;
    stream++;
    dueMs = nowMs + ANSWER_MS;
    become(Phase.CONNECTING);
    link.subscribe(stream, to, profile.subscribe(id));
  }

  /** Takes what has happened on the link. */
  public void onLinkEvent(LinkEvent event, long nowMs) {
    boolean isExpected = phase != Phase.DISCONNECTED && !phase.isLast();
    if (event.stream() != stream || !isExpected) {
      return;
    }
    if (event instanceof LinkEvent.Opened opened) {
      onOpened(opened.streamId(), nowMs);
    } else if (event instanceof LinkEvent.Received received) {
      onEvent(received.event(), nowMs);
    } else if (event instanceof LinkEvent.Ended ended) {
      lose(ended.cause(), nowMs);
    } else if (event instanceof LinkEvent.Redirected redirected) {
      onRedirected(redirected.to(), nowMs);
    } else if (event instanceof LinkEvent.Refused refused) {
      onRefused(refused, nowMs);
    } else if (event instanceof LinkEvent.CallRefused refused) {
      onCallRefused(refused, nowMs);
    }
  }

  private void onOpened(String opened, long nowMs) {
    if (phase == Phase.CONNECTING) {
      streamId = opened;
      dueMs = nowMs + ANSWER_MS;
      become(Phase.SUBSCRIBING);
    }
  }

  private void onRedirected(URI to, long nowMs) {
    if (phase != Phase.CONNECTING) {
      return;
    }
    if (++redirects > MOST_REDIRECTS) {
      lose("masters name each other as the one that leads, last " + to, nowMs);
    } else {
      connect(to, nowMs);
    }
  }

  /** Masters that start or do not lead say 404 or 503; all else nobody but people can mend. */
  private void onRefused(LinkEvent.Refused refused, long nowMs) {
    if (refused.status() != 404 && refused.status() != 503) {
      failures = MOST_DOUBLINGS;
    }
    lose("subscription refused: status=" + refused.status() + ", " + refused.text(), nowMs);
  }

  private void onCallRefused(LinkEvent.CallRefused refused, long nowMs) {
    String text = refused.status() + " " + refused.text();
    boolean isUnknown =
        refused.text().contains("stream ID")
            || refused.text().contains("Framework cannot be found");
    if (UNSUBSCRIBED.contains(refused.status()) || isUnknown) {
      lose("call refused: type=" + refused.call() + ", answer=" + text, nowMs);
    } else {
      listener.onCallRefused(refused.call(), text);
    }
  }

  private void onEvent(Event event, long nowMs) {
    if (phase == Phase.CONNECTING) {
      return; // the link tells of the head first
    }
    dueMs = nowMs + MISSING_HEARTBEATS * heartbeatMs;
    switch (event.getType()) {
      case SUBSCRIBED -> onSubscribed(event.getSubscribed(), nowMs);
      case ERROR -> onError(event.getError().getMessage(), nowMs);
      case HEARTBEAT, UNKNOWN -> {}
      default -> {
        if (phase == Phase.SUBSCRIBED) {
          listener.onEvent(event);
        }
      }
    }
  }

  private void onSubscribed(Event.Subscribed subscribed, long nowMs) {
    if (phase != Phase.SUBSCRIBING) {
      return;
    }
    id = subscribed.getFrameworkId().getValue(); // also if it cannot be kept: there is no other
    try {
      listener.keepId(id);
    } catch (RuntimeException e) {
      lose("id of the framework cannot be kept: id=" + id + ", error=" + e, nowMs);
      return;
    }
    wasSubscribed = true;
    failures = 0;
    redirects = 0;
    cause = "";
    double seconds = subscribed.getHeartbeatIntervalSeconds();
    heartbeatMs = seconds >= 1 && seconds <= 3600 ? (long) (seconds * 1000) : USUAL_HEARTBEAT_MS;
    dueMs = nowMs + MISSING_HEARTBEATS * heartbeatMs;
    become(Phase.SUBSCRIBED);
    listener.onSubscribed();
  }

  private void onError(String message, long nowMs) {
    if (message.equals(FAILED_OVER)) {
      end(Phase.FAILED_OVER, "a later coordinator has taken over");
    } else if (!message.equals(REMOVED)) {
      failures = MOST_DOUBLINGS;
      lose("master refuses us: " + message, nowMs);
    } else if (wasSubscribed) {
      end(Phase.REMOVED, "the framework was removed from Mesos, and its tasks with it: id=" + id);
    } else {
      // whoever starts a coordinator wants a framework, and this one is gone for ever
      id = null;
      link.drop(stream);
      connect(master, nowMs);
    }
  }

  private void lose(String why, long nowMs) {
    boolean wasUp = phase == Phase.SUBSCRIBED;
    link.drop(stream);
    long delayMs = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS << failures);
    failures = Math.min(failures + 1, MOST_DOUBLINGS);
    redirects = 0;
    dueMs = nowMs + delayMs;
    cause = why;
    become(Phase.DISCONNECTED);
    if (wasUp) {
      listener.onLost(why);
    }
  }

  private void end(Phase last, String why) {
    link.drop(stream);
    cause = why;
    become(last);
    listener.onLost(why);
  }

  /**
   * Sends a call of this framework.
   *
   * @param call with all but the framework's id; never without a type
   * @return false if it is not subscribed, and the call goes nowhere
   */
  public boolean send(Call.Builder call) {
    if (phase != Phase.SUBSCRIBED) {
      return false;
    }
    if (!call.hasType() || call.getType() == Call.Type.UNKNOWN) {
      // a master that gets an explicit UNKNOWN aborts
      throw new IllegalArgumentException("call without a type: " + call);
    }
    call.setFrameworkId(FrameworkID.newBuilder().setValue(id));
    link.send(stream, master, streamId, call.build());
    return true;
  }

  /** Lets go of it: a later coordinator takes over, within the time of failover. */
  public void close() {
    if (!phase.isLast()) {
      link.drop(stream);
      become(Phase.CLOSED);
    }
  }

  private void become(Phase next) {
    if (!phase.leadsTo(next)) {
      throw new IllegalStateException("framework cannot go from " + phase + " to " + next);
    }
    phase = next;
  }
}
