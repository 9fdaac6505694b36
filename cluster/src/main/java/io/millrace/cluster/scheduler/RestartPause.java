package io.millrace.cluster.scheduler;

/**
 * How long a container waits for its next process: not at all, unless processes end soon after
 * their start again and again; then longer and longer. One thread.
 */
public final class RestartPause {
  private static final long SHORT_LIFE_NS = 10_000_000_000L;
  private static final long FIRST_NS = 250_000_000L;
  private static final long LONGEST_NS = 30_000_000_000L;

  private int shortLives;

  /** A process ended by itself, this long after its start: how long the next is to wait, ns. */
  public long afterLife(long lifeNs) {
    if (lifeNs < SHORT_LIFE_NS) {
      return afterFailure();
    }
    reset();
    return 0;
  }

  /** A process could not be started: how long the next try is to wait, ns. */
  public long afterFailure() {
    long ns = shortLives == 0 ? 0 : Math.min(LONGEST_NS, FIRST_NS << Math.min(shortLives - 1, 10));
    shortLives++;
    return ns;
  }

  /** What was is forgotten. */
  public void reset() {
    shortLives = 0;
  }
}
