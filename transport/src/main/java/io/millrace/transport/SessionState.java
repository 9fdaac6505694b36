package io.millrace.transport;

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

  /** Whether this state may follow. */
  boolean mayBecome(SessionState state) {
    if (state == CLOSED) {
      return this != CLOSED;
    }
    return switch (this) {
      case OPENING -> state == GREETING;
      case GREETING -> state == WAITING;
      case WAITING -> state == PROVING || state == ESTABLISHED;
      case PROVING -> state == ESTABLISHED;
      case ESTABLISHED, CLOSED -> false;
    };
  }
}
