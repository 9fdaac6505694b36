package io.millrace.runtime.partition;

import io.millrace.runtime.plan.ApplicationPlan;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Which entries retained topics still need: those younger than the longest retention. Knows the
 * times of past snapshots only, so it keeps a little more than asked.
 */
final class Retention {
  private record Sample(long offset, long timeMs) {}

  private final long keptMs;
  private final Deque<Sample> samples = new ArrayDeque<>();

  Retention(ApplicationPlan plan) {
    keptMs =
        plan.topics().stream()
            .flatMap(topic -> topic.topic().retention().stream())
            .mapToLong(Duration::toMillis)
            .max()
            .orElse(0);
  }

  /** All entries below {@code offset} were journaled before {@code timeMs}. */
  void add(long offset, long timeMs) {
    if (keptMs > 0) {
      samples.add(new Sample(offset, timeMs));
    }
  }

  /** Entries below this offset are older than any retention. */
  long floor(long nowMs) {
    if (keptMs == 0) {
      return Long.MAX_VALUE;
    }
    long floor = 0;
    while (!samples.isEmpty() && samples.peek().timeMs() <= nowMs - keptMs) {
      floor = samples.poll().offset();
    }
    if (floor > 0) {
      samples.addFirst(new Sample(floor, 0));
    }
    return floor;
  }
}
