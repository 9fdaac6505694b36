package io.millrace.systemtests.simulation;

import java.util.List;
import java.util.SplittableRandom;

/** All that a run leaves to chance, drawn from its seed. */
final class Chance {
  private final SplittableRandom random;

  Chance(long seed) {
    // neighbouring seeds must not give shifted copies of one sequence
    long mixed = (seed ^ seed >>> 30 ^ 0x632BE59BD9B4E019L) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
    random = new SplittableRandom(mixed ^ mixed >>> 31);
  }

  /** A number from 0 to {@code bound - 1}. */
  int below(int bound) {
    return random.nextInt(bound);
  }

  /** A number from {@code from} to {@code to}, both included. */
  int between(int from, int to) {
    return random.nextInt(from, to + 1);
  }

  /** A number from 0 to 1, 1 not included. */
  double share() {
    return random.nextDouble();
  }

  /** True once in {@code times}. */
  boolean oneIn(int times) {
    return random.nextInt(times) == 0;
  }

  <T> T oneOf(List<T> choices) {
    return choices.get(below(choices.size()));
  }
}
