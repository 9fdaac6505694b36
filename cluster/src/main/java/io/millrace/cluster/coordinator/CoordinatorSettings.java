package io.millrace.cluster.coordinator;

/**
 * Times and bounds of the coordinator.
 *
 * @param lostAfterMs a worker is lost that has not reported for so long
 * @param graceMs so long after its start, or after it stood still itself, the coordinator takes
 *     nobody's silence for loss
 * @param restartAfterMs the process of a worker that has been lost for so long, and has not ended,
 *     is ended
 * @param startMs a process that was started and has not reported for so long is ended; the next is
 *     given twice as long, and so on, up to 16 times
 * @param returnMs so long the place of a lost follower is kept for it
 * @param pulseMs between heartbeats
 * @param resendMs a table that was not followed is sent again
 * @param epochMs between epochs
 * @param epochStep so many epochs are taken from the store at once
 * @param lagLimit sources are held while a partition lags by more records, until it is half
 * @param movesAtOnce partitions of an application that are moved at the same time
 * @param restoreAfterMs a worker that has been lost for so long is no longer hoped to come back
 *     with the only copy of a journal, if there is a mirror to restore it from
 * @param historyLength what is remembered of each partition
 */
public record CoordinatorSettings(
    long lostAfterMs,
    long graceMs,
    long restartAfterMs,
    long startMs,
    long returnMs,
    long pulseMs,
    long resendMs,
    long epochMs,
    int epochStep,
    long lagLimit,
    int movesAtOnce,
    long restoreAfterMs,
    int historyLength) {

  /** What is good for most. */
  public static CoordinatorSettings usual() {
    return new CoordinatorSettings(
        1_000, 3_000, 2_000, 30_000, 5_000, 200, 500, 1_000, 1_000, 1_000_000, 4, 60_000, 16);
  }
}
