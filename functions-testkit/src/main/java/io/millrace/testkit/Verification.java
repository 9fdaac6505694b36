package io.millrace.testkit;

import io.millrace.functions.Application;
import io.millrace.runtime.SystemClock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Does again what a test did and compares: once from scratch, with crashes between the operations
 * and a restart from snapshot and journal after each, and once as a pure replay of the first run's
 * journals.
 */
final class Verification {
  /** So many milliseconds later the second run starts, so that a wall clock shows other times. */
  private static final long LATER_MS = 2;

  private final Application application;
  private final TestSettings settings;
  private final Blueprint blueprint;
  private final Run first;
  private final Script script;
  private final Calls calls;

  Verification(
      Application application,
      TestSettings settings,
      Blueprint blueprint,
      Run first,
      Script script,
      Calls calls) {
    this.application = application;
    this.settings = settings;
    this.blueprint = blueprint;
    this.first = first;
    this.script = script;
    this.calls = calls;
  }

  /** Throws {@link AssertionError} with an explanation if some run differs from the first. */
  void run() {
    waitForTheClock();
    runWithCrashes();
    replay();
  }

  private static void waitForTheClock() {
    SystemClock clock = new SystemClock();
    long startMs = clock.nowMs();
    while (Math.abs(clock.nowMs() - startMs) < LATER_MS) {
      Thread.onSpinWait();
    }
  }

  private void runWithCrashes() {
    String what =
        "the second run got the same inputs, later, with new instances of all functions, and all"
            + " partitions crashed between them and were restored from snapshot and journal (seed="
            + settings.seed()
            + ")";
    Run second = new Run(new Blueprint(application, settings).plan(), settings, calls::repeating);
    int number = 0;
    int suspicious = Integer.MAX_VALUE;
    try {
      second.start();
      for (Operation operation : script.operations()) {
        second.apply(++number, operation);
        Script.Checkpoint checkpoint = script.checkpoint(number);
        if (checkpoint != null) {
          if (!Arrays.equals(checkpoint.digests(), second.digests())) {
            suspicious = Math.min(suspicious, number);
          }
          second.crash(checkpoint.snapshotBefore());
          if (!Arrays.equals(checkpoint.digests(), second.digests())) {
            suspicious = Math.min(suspicious, number);
          }
        }
      }
    } catch (RuntimeException | AssertionError e) {
      throw failedAgain(what, number, e);
    }
    compare(second, what, suspicious);
    second.close();
  }

  private AssertionError failedAgain(String what, int number, Throwable cause) {
    List<String> lines = List.of("second run failed: " + cause.getMessage());
    return new AssertionError(explain(what, lines, number, blueprint.classes().keySet()), cause);
  }

  private void replay() {
    String what = "the second run was a replay of the first run's journals from their beginning";
    Run second = new Run(blueprint.plan(), settings, calls::repeating);
    try {
      second.replay(first);
    } catch (RuntimeException | AssertionError e) {
      throw failedAgain(what, 0, e);
    }
    if (!Arrays.equals(first.digests(), second.digests())) {
      List<String> lines = new Differences(first, second).compareState().lines();
      throw new AssertionError(
          explain(
              what,
              lines.isEmpty() ? List.of("state: digests differ") : lines,
              Integer.MAX_VALUE,
              blueprint.classes().keySet()));
    }
    second.close();
  }

  private void compare(Run second, String what, int suspicious) {
    Differences differences = new Differences(first, second).compareOutputs().compareClocks();
    boolean sameState = Arrays.equals(first.digests(), second.digests());
    if (!sameState) {
      differences.compareState();
    }
    List<String> lines = new ArrayList<>(differences.lines());
    if (lines.isEmpty() && (!sameState || suspicious < Integer.MAX_VALUE)) {
      lines.add(
          sameState
              ? "state: different in between, the same at the end"
              : "state: timers, pending calls or quarantined records differ");
    }
    if (!lines.isEmpty()) {
      int operation = Math.min(differences.operation(), suspicious);
      throw new AssertionError(explain(what, lines, operation, differences.functions()));
    }
  }

  private String explain(String what, List<String> lines, int operation, Set<String> functions) {
    StringBuilder text = new StringBuilder("functions are not deterministic: application=");
    text.append(blueprint.plan().name());
    lines.forEach(line -> text.append("\n  - ").append(line));
    if (operation > 0 && operation < Integer.MAX_VALUE) {
      text.append("\nfirst seen after operation ").append(operation).append(": ");
      text.append(script.operations().get(operation - 1));
    }
    text.append("\nhow it was found: ").append(what);
    Set<String> suspects = suspects(functions);
    if (!suspects.isEmpty()) {
      text.append("\nsuspicious:");
      suspects.forEach(suspect -> text.append("\n  - ").append(suspect));
    }
    return text.append(
            "\na function may look at its record, its state and its Context only. Likely causes: the"
                + " wall clock (use context.nowMs()), Math.random() (use context.random()), fields or"
                + " statics that remember something (declare state), the order of a hash set or map"
                + " of objects without hashCode (sort it), values changed after put (put again),"
                + " files or services asked directly (use context.async)")
        .toString();
  }

  private Set<String> suspects(Set<String> functions) {
    Set<String> found = new LinkedHashSet<>();
    for (var made : blueprint.classes().entrySet()) {
      if (functions.isEmpty() || functions.contains(made.getKey())) {
        found.addAll(Suspects.of(made.getValue()));
      }
    }
    if (found.isEmpty()) {
      found.addAll(Suspects.of(application.getClass()));
    }
    return found;
  }
}
