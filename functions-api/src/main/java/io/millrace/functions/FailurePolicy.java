package io.millrace.functions;

/**
 * What happens to a record whose function throws, after the state changes, timers and emitted
 * records of the failed call were undone.
 *
 * <p>Failures are expected to be deterministic, like everything a function does; {@link #retry} is
 * for the ones that are not. An {@link Error} (out of memory, a broken class path) always stops the
 * application.
 *
 * @param attempts how often the function is called for a record in all, at least 1
 * @param action what is done when the last attempt failed
 */
public record FailurePolicy(int attempts, Action action) {

  /** What is done with a record that cannot be handled. */
  public enum Action {
    /** The application stops; the record is tried again at the next start. */
    STOP,
    /** The record is counted and dropped. */
    SKIP,
    /** The record goes to the function's dead-letter topic, {@code NAME.dead-letter}. */
    DEAD_LETTER,
    /** This and all later records of the key wait until the key is released; others go on. */
    QUARANTINE
  }

  public FailurePolicy {
    if (attempts < 1 || attempts > 1_000) {
      throw new IllegalArgumentException(
          "attempts out of range: attempts=" + attempts + "; from 1 to 1000");
    }
  }

  /** Stop the application: the default. */
  public static FailurePolicy stop() {
    return new FailurePolicy(1, Action.STOP);
  }

  /** Drop the record. */
  public static FailurePolicy skip() {
    return new FailurePolicy(1, Action.SKIP);
  }

  /** Send the record to the dead-letter topic. */
  public static FailurePolicy deadLetter() {
    return new FailurePolicy(1, Action.DEAD_LETTER);
  }

  /** Put the key aside. */
  public static FailurePolicy quarantine() {
    return new FailurePolicy(1, Action.QUARANTINE);
  }

  /** Call the function up to {@code times} more; stop if that does not help. */
  public static FailurePolicy retry(int times) {
    return new FailurePolicy(times + 1, Action.STOP);
  }

  /** This policy, skipping in the end. */
  public FailurePolicy thenSkip() {
    return new FailurePolicy(attempts, Action.SKIP);
  }

  /** This policy, dead-lettering in the end. */
  public FailurePolicy thenDeadLetter() {
    return new FailurePolicy(attempts, Action.DEAD_LETTER);
  }

  /** This policy, quarantining in the end. */
  public FailurePolicy thenQuarantine() {
    return new FailurePolicy(attempts, Action.QUARANTINE);
  }
}
