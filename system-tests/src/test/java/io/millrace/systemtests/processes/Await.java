package io.millrace.systemtests.processes;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what another process does, by looking again and again. */
final class Await {
  /**
   * So long that only a fault reaches it, on a busy machine too; longer than the patience of the
   * command line (90 s), which tells then what it waits for.
   */
  static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Looking costs: whole files are read and workers asked, on processors that all share. */
  private static final long LOOK_NS = 20_000_000;

  private Await() {}

  /** Waits until a condition holds; fails with {@code what} if it never does. */
  static void until(Supplier<String> what, BooleanSupplier condition) {
    if (!within(PATIENCE.toNanos(), condition)) {
      throw new AssertionError("waited " + PATIENCE.toSeconds() + " s in vain: " + what.get());
    }
  }

  /** Waits until a condition holds, but no longer than this; returns whether it did. */
  static boolean within(long ns, BooleanSupplier condition) {
    long startNs = System.nanoTime();
    while (!condition.getAsBoolean()) {
      long leftNs = ns - (System.nanoTime() - startNs);
      if (leftNs <= 0) {
        return false;
      }
      LockSupport.parkNanos(Math.min(LOOK_NS, leftNs));
    }
    return true;
  }
}
