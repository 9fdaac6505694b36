package io.millrace.transport;

import java.util.EnumSet;
import java.util.Set;

/** How far a connection with a peer is. */
enum SessionState {
  /** The way to the peer is being made ready. */
  OPENING,
  /** The dialler greets, or the acceptor answers, as soon as the peer can hear it. */
  GREETING,
  /** The peer is to answer, or to prove itself. */
  WAITING,
  /** The dialler, having checked the answer, proves itself. */
  PROVING,
  /** Both have proven themselves: frames flow. */
  ESTABLISHED,
  /** Over. */
  CLOSED;

  private Set<SessionState> next;

  static {
    OPENING.next = EnumSet.of(GREETING, CLOSED);
    GREETING.next = EnumSet.of(WAITING, CLOSED);
    WAITING.next = EnumSet.of(PROVING, ESTABLISHED, CLOSED);
    PROVING.next = EnumSet.of(ESTABLISHED, CLOSED);
    ESTABLISHED.next = EnumSet.of(CLOSED);
    CLOSED.next = EnumSet.noneOf(SessionState.class);
  }

  /** Whether this state may follow. */
  boolean mayBecome(SessionState state) {
    return next.contains(state);
  }
}
