package io.millrace.functions.window;

import java.util.List;

/**
 * A session of one key.
 *
 * @param startMs its first record's time
 * @param endMs when it ends if nothing more comes
 * @param timerMs when its next timer is due: not after what there is to do, perhaps before
 * @param hasFired whether it has ended and fired, and waits for late records
 * @param changed whether it has records that it has not told
 * @param count how many these are
 * @param contents of its records; if firings discard, of those that were not told yet
 * @param told what has to be taken back when it fires, if firings retract
 */
record Session<A>(
    long startMs,
    long endMs,
    long timerMs,
    boolean hasFired,
    boolean changed,
    int count,
    A contents,
    List<Told<A>> told) {

  /** What was told as the contents of a window. */
  record Told<A>(long startMs, long endMs, A contents) {
    Window window() {
      return new Window(startMs, endMs);
    }
  }

  Window window() {
    return new Window(startMs, endMs);
  }

  Session<A> withTimer(long ms) {
    return new Session<>(startMs, endMs, ms, hasFired, changed, count, contents, told);
  }

  Session<A> fired() {
    return new Session<>(startMs, endMs, timerMs, true, changed, count, contents, told);
  }

  /** All its records have been told; {@code rest} is what it goes on with. */
  Session<A> settled(A rest, List<Told<A>> nowTold) {
    return new Session<>(startMs, endMs, timerMs, hasFired, false, 0, rest, nowTold);
  }
}
