package io.millrace.systemtests.simulation;

/** Failures of user code that do not come again when it is repeated: a lost lookup, a time-out. */
final class Mishaps {
  private static final ThreadLocal<Chance> CHANCE = new ThreadLocal<>();

  private Mishaps() {}

  /** From here on, in this thread, some calls fail; none if {@code chance} is null. */
  static void drawFrom(Chance chance) {
    CHANCE.set(chance);
  }

  /** Fails now and then. */
  static void strike() {
    Chance chance = CHANCE.get();
    if (chance != null && chance.oneIn(12)) {
      throw new IllegalStateException("mishap that a retry gets over");
    }
  }
}
