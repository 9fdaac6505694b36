package io.millrace.runtime.local;

import io.millrace.runtime.plan.TopicPlan;

/** Where a split's records go: to partitions, or straight to sinks. Used by the slot's thread. */
interface SplitTarget {

  /** Takes an answer from a partition. */
  void onFrame(byte[] frame, int at, long nowNs);

  /** What was on its way to or from a partition is lost. */
  void disconnected(int partition);

  /** Whether it is known how far this split had come before. */
  boolean isStanding();

  /** Makes the split known to all that it goes to. */
  void announce();

  /** Whether all that it goes to have something of this split for good. */
  boolean isKnownToAll();

  /** The position that all have reached, negative if none. */
  long commonPosition();

  /** Whether records can be sent now. */
  boolean hasRoom();

  /** Whether something that was sent waits for the rest of it. */
  boolean isHolding();

  /**
   * Sends a record to where it is read and what is derived from it, but for those that had it.
   *
   * @throws RuntimeException if a key, a value or a derivation is faulty; then nothing was sent
   */
  int send(TopicPlan topic, Object value, long eventTimeMs, long position);

  /** Nothing more comes of what was read up to {@code position}; whether nothing waits. */
  boolean itemDone(long position);

  /** Sends what waits: nothing more comes. */
  void flush();

  /** Sends what can be sent; returns how much. */
  int work(long nowNs, boolean idle);

  /** Whether all that was sent is for good. */
  boolean isSettled();
}
