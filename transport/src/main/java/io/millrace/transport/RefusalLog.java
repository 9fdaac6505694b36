package io.millrace.transport;

import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells people what happens to connections: each refusal of each peer once, however often it comes.
 */
final class RefusalLog {
  private static final Logger LOG = LoggerFactory.getLogger(AeronTransport.class);
  private static final int REMEMBERED = 1000;

  private final String name;
  private final Set<String> told = new HashSet<>();

  RefusalLog(String name) {
    this.name = name;
  }

  void connected(Peer peer) {
    forget("notMade " + peer.name());
    LOG.info("{}: connected: peer={}", name, peer.name());
  }

  void lost(Peer peer, String reason) {
    if (reason.equals(Peer.CLOSED_HERE)) {
      LOG.info("{}: connection closed: peer={}", name, peer.name());
    } else {
      LOG.warn("{}: connection lost: peer={}, reason={}", name, peer.name(), reason);
    }
  }

  void notMade(Peer peer, String reason) {
    if (isNew("notMade " + peer.name())) {
      LOG.warn(
          "{}: no connection yet: peer={}, reason={}; it is tried again",
          name,
          peer.name(),
          reason);
    }
  }

  void refused(TransportCounter counter, String what, String who) {
    if (isNew(counter + " " + who)) {
      LOG.warn(
          "{}: refused: who={}, reason={}; said once, counted as {}",
          name,
          who,
          what,
          counter.metricName());
    }
  }

  void driverError(Throwable error) {
    if (isNew("driver " + error.getClass().getName())) {
      LOG.warn("{}: media driver: {}; said once per kind", name, error.toString());
    }
  }

  private synchronized void forget(String key) {
    told.remove(key);
  }

  /** Strangers must not fill memory or disk: after enough kinds of them, silence. */
  private synchronized boolean isNew(String key) {
    return told.size() < REMEMBERED && told.add(key);
  }
}
