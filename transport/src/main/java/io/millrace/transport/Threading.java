package io.millrace.transport;

/** Which threads move datagrams. None of them ever spins for long. */
public enum Threading {
  /** The transport's own thread drives the media driver, too: one thread in all. */
  AGENT,
  /** The media driver has one thread of its own. */
  SHARED,
  /** The media driver has a thread each for sending, for receiving and for the rest. */
  DEDICATED;

  /** What suits a machine with so many processors. */
  public static Threading forProcessors(int processors) {
    if (processors <= 4) {
      return AGENT;
    }
    return processors < 16 ? SHARED : DEDICATED;
  }
}
