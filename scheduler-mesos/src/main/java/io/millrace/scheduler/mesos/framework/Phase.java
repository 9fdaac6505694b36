package io.millrace.scheduler.mesos.framework;

/** How a framework stands with its master. */
public enum Phase {
  /** Nobody is asked; the next master is when it is due. */
  DISCONNECTED,
  /** A master was asked and has not answered. */
  CONNECTING,
  /** A master has opened the stream, but has not said yet who we are. */
  SUBSCRIBING,
  /** Events come, and calls may be sent. */
  SUBSCRIBED,
  /** A later coordinator has taken over; this one has nothing to say any more. */
  FAILED_OVER,
  /** Somebody has removed the framework, and all its tasks with it. */
  REMOVED,
  /** Let go of, for a later coordinator to take over. */
  CLOSED;

  /** Whether another phase may follow this one. */
  boolean leadsTo(Phase next) {
    return switch (this) {
      case DISCONNECTED -> next == CONNECTING || next == CLOSED;
      case CONNECTING -> next != SUBSCRIBED && next != FAILED_OVER && next != REMOVED;
      case SUBSCRIBING -> next != SUBSCRIBING;
      case SUBSCRIBED -> next != CONNECTING && next != SUBSCRIBING && next != SUBSCRIBED;
      case FAILED_OVER, REMOVED, CLOSED -> false;
    };
  }

  /** Whether nothing follows. */
  public boolean isLast() {
    return this == FAILED_OVER || this == REMOVED || this == CLOSED;
  }
}
