package io.millrace.cluster.worker;

/**
 * Whether nothing has happened on this worker for a while. If that holds on all workers at once,
 * nothing happens anywhere: the whiles of all have a moment in common, at which nobody had anything
 * to do and nothing was on its way. So the while is longer than a report may be old.
 */
final class Stillness {
  /** Longer than a worker may be silent without being lost. */
  static final long LONG_ENOUGH_NS = 1_500_000_000L;

  private long activity;
  private long sinceNs;
  private boolean still;

  /**
   * Takes note of how it stands.
   *
   * @param quiet whether nothing waits
   * @param done a sum of what was ever done: whatever happens between two looks raises it
   * @return whether it was quiet for long enough, and nothing was done meanwhile
   */
  boolean observe(boolean quiet, long done, long nowNs) {
    if (!quiet || !still || done != activity) {
      still = quiet;
      activity = done;
      sinceNs = nowNs;
      return false;
    }
    return nowNs - sinceNs >= LONG_ENOUGH_NS;
  }
}
