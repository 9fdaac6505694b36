package io.millrace.functions.window;

/**
 * When windows fire and what they tell, apart from their shape.
 *
 * @param processingTime whether windows are of processing time instead of event time
 * @param latenessMs how long after its end a window still takes records
 * @param behindMs how far the operator's event clock stays behind that of its input
 * @param accumulation what it tells at each firing
 * @param earlyMs how often it fires before its end; 0 = not
 * @param earlyInEventTime whether {@code earlyMs} is of event time
 * @param everyCount after how many records it fires before its end; 0 = not
 * @param keepLast how many records it keeps at most; 0 = all
 * @param keepLastMs how much older a record may be than the newest; 0 = any
 */
record Rules(
    boolean processingTime,
    long latenessMs,
    long behindMs,
    Accumulation accumulation,
    long earlyMs,
    boolean earlyInEventTime,
    int everyCount,
    int keepLast,
    long keepLastMs) {

  static final Rules DEFAULT = new Rules(false, 0, 0, Accumulation.ACCUMULATING, 0, false, 0, 0, 0);

  Rules withProcessingTime() {
    return new Rules(
        true,
        latenessMs,
        behindMs,
        accumulation,
        earlyMs,
        earlyInEventTime,
        everyCount,
        keepLast,
        keepLastMs);
  }

  Rules withLateness(long ms) {
    return new Rules(
        processingTime,
        ms,
        behindMs,
        accumulation,
        earlyMs,
        earlyInEventTime,
        everyCount,
        keepLast,
        keepLastMs);
  }

  Rules withBehind(long ms) {
    return new Rules(
        processingTime,
        latenessMs,
        ms,
        accumulation,
        earlyMs,
        earlyInEventTime,
        everyCount,
        keepLast,
        keepLastMs);
  }

  Rules withAccumulation(Accumulation other) {
    return new Rules(
        processingTime,
        latenessMs,
        behindMs,
        other,
        earlyMs,
        earlyInEventTime,
        everyCount,
        keepLast,
        keepLastMs);
  }

  Rules withEarly(long ms, boolean inEventTime) {
    return new Rules(
        processingTime,
        latenessMs,
        behindMs,
        accumulation,
        ms,
        inEventTime,
        everyCount,
        keepLast,
        keepLastMs);
  }

  Rules withEveryCount(int count) {
    return new Rules(
        processingTime,
        latenessMs,
        behindMs,
        accumulation,
        earlyMs,
        earlyInEventTime,
        count,
        keepLast,
        keepLastMs);
  }

  Rules withKeepLast(int count, long ms) {
    return new Rules(
        processingTime,
        latenessMs,
        behindMs,
        accumulation,
        earlyMs,
        earlyInEventTime,
        everyCount,
        count,
        ms);
  }

  boolean firesEarly() {
    return earlyMs > 0 || everyCount > 0;
  }

  boolean retracts() {
    return accumulation == Accumulation.RETRACTING && (firesEarly() || latenessMs > 0);
  }

  boolean discards() {
    return accumulation == Accumulation.DISCARDING;
  }

  boolean evicts() {
    return keepLast > 0 || keepLastMs > 0;
  }
}
