package io.millrace.runtime.local;

/** Something that numbers channels and is no partition. Used by its slot's thread. */
public interface OriginAgent {

  /** Who it is in frames. */
  long origin();

  /** Takes an answer from a partition. */
  void onFrame(byte[] frame, int at);

  /** What was on its way to or from a partition is lost. */
  void disconnected(int partition);

  /** One turn; returns how much was done. */
  int work(long nowNs);

  /** Whether all that it has said is stable. */
  boolean isQuiet();

  /** Whether it has said all that it will ever say, and all of it is stable. */
  boolean isDone();

  /** Stops; what was not sent will be sent after the next start. */
  void close();
}
