package io.millrace.functions.window;

/**
 * When windows fire and what they tell, apart from their shape.
 *
 * @param processingTime whether windows are of processing time instead of event time
 * @param latenessMs how long after its end a window still takes records
 * @param behindMs how far the operator's event clock stays behind that of its input
 * @param accumulation what it tells at each firing
 * @param early when it fires before its end
 * @param kept which records it keeps
 * @param anyOrder whether windows of different keys may fire in another order than that of their
 *     ends
 */
record Rules(
    boolean processingTime,
    long latenessMs,
    long behindMs,
    Accumulation accumulation,
    Early early,
    Kept kept,
    boolean anyOrder) {

  /**
   * When a window fires before its end.
   *
   * @param everyMs how often; 0 = not
   * @param inEventTime whether {@code everyMs} is of event time
   * @param everyCount after how many records; 0 = not
   */
  record Early(long everyMs, boolean inEventTime, int everyCount) {
    static final Early NONE = new Early(0, false, 0);

    Early every(long ms, boolean ofEventTime) {
      return new Early(ms, ofEventTime, everyCount);
    }

    Early everyCount(int count) {
      return new Early(everyMs, inEventTime, count);
    }
  }

  /**
   * Which records a window keeps.
   *
   * @param last how many at most; 0 = all
   * @param lastMs how much older a record may be than the newest; 0 = any
   */
  record Kept(int last, long lastMs) {
    static final Kept ALL = new Kept(0, 0);
  }

  static final Rules DEFAULT =
      new Rules(false, 0, 0, Accumulation.ACCUMULATING, Early.NONE, Kept.ALL, false);

  Rules withProcessingTime() {
    return new Rules(true, latenessMs, behindMs, accumulation, early, kept, anyOrder);
  }

  Rules withLateness(long ms) {
    return new Rules(processingTime, ms, behindMs, accumulation, early, kept, anyOrder);
  }

  Rules withBehind(long ms) {
    return new Rules(processingTime, latenessMs, ms, accumulation, early, kept, anyOrder);
  }

  Rules withAccumulation(Accumulation other) {
    return new Rules(processingTime, latenessMs, behindMs, other, early, kept, anyOrder);
  }

  Rules withEarly(Early other) {
    return new Rules(processingTime, latenessMs, behindMs, accumulation, other, kept, anyOrder);
  }

  Rules withKept(int last, long lastMs) {
    return new Rules(
        processingTime,
        latenessMs,
        behindMs,
        accumulation,
        early,
        new Kept(last, lastMs),
        anyOrder);
  }

  Rules withAnyOrder() {
    return new Rules(processingTime, latenessMs, behindMs, accumulation, early, kept, true);
  }

  boolean firesEarly() {
    return early.everyMs() > 0 || early.everyCount() > 0;
  }

  /** Whether a key's windows that have ended may fire together, those of other keys behind them. */
  boolean firesTogether() {
    return anyOrder && !processingTime && latenessMs == 0 && !firesEarly();
  }

  boolean retracts() {
    return accumulation == Accumulation.RETRACTING && (firesEarly() || latenessMs > 0);
  }

  boolean discards() {
    return accumulation == Accumulation.DISCARDING;
  }

  boolean evicts() {
    return !kept.equals(Kept.ALL);
  }
}
