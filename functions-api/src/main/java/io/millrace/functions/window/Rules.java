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
 */
record Rules(
    boolean processingTime,
    long latenessMs,
    long behindMs,
    Accumulation accumulation,
    Early early,
    Kept kept) {

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
      new Rules(false, 0, 0, Accumulation.ACCUMULATING, Early.NONE, Kept.ALL);

  Rules withProcessingTime() {
    return new Rules(true, latenessMs, behindMs, accumulation, early, kept);
  }

  Rules withLateness(long ms) {
    return new Rules(processingTime, ms, behindMs, accumulation, early, kept);
  }

  Rules withBehind(long ms) {
    return new Rules(processingTime, latenessMs, ms, accumulation, early, kept);
  }

  Rules withAccumulation(Accumulation other) {
    return new Rules(processingTime, latenessMs, behindMs, other, early, kept);
  }

  Rules withEarly(Early other) {
    return new Rules(processingTime, latenessMs, behindMs, accumulation, other, kept);
  }

  Rules withKept(int last, long lastMs) {
    return new Rules(
        processingTime, latenessMs, behindMs, accumulation, early, new Kept(last, lastMs));
  }

  boolean firesEarly() {
    return early.everyMs() > 0 || early.everyCount() > 0;
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
