package io.millrace.runtime.local;

import io.millrace.runtime.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Finds out when bounded input is worked off. Each slot is asked in its own thread whether nothing
 * waits there; if no slot did anything between the first question and the last answer, nothing
 * waits anywhere.
 */
final class Quiescence {
  private static final long PAUSE_NS = 2_000_000L;

  private final List<Slot> slots;
  private final List<SinkRunner> sinks;
  private final BooleanSupplier stopped;

  Quiescence(List<Slot> slots, List<SinkRunner> sinks, BooleanSupplier stopped) {
    this.slots = slots;
    this.sinks = sinks;
    this.stopped = stopped;
  }

  /** Waits until all input is worked off; false if the application was stopped before. */
  boolean await() {
    while (!stopped.getAsBoolean()) {
      if (all(Slot::isDone) && sinks.stream().allMatch(SinkRunner::isCaughtUp)) {
        return true;
      }
      LockSupport.parkNanos(PAUSE_NS);
    }
    return false;
  }

  /** Waits a while until nothing moves, with input shut off; false if it still does. */
  boolean settle(Clock clock, Duration patience) {
    long deadline = clock.nanoTime() + patience.toNanos();
    while (!all(Slot::isQuiet)) {
      if (clock.nanoTime() > deadline) {
        return false;
      }
      LockSupport.parkNanos(PAUSE_NS);
    }
    return true;
  }

  private boolean all(Predicate<Slot> condition) {
    long[] before = slots.stream().mapToLong(Slot::activity).toArray();
    for (Slot slot : slots) {
      CompletableFuture<Boolean> answer = slot.execute(() -> condition.test(slot));
      try {
        if (!answer.get(100, TimeUnit.MILLISECONDS)) {
          return false;
        }
      } catch (TimeoutException e) {
        return false;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      } catch (ExecutionException e) {
        throw new IllegalStateException(e.getCause());
      }
    }
    for (int i = 0; i < before.length; i++) {
      if (slots.get(i).activity() != before[i]) {
        return false;
      }
    }
    return true;
  }
}
