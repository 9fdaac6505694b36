package io.millrace.cli.cluster;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * Asks again and again until there is an answer or patience is at its end.
 *
 * @param seconds how long
 */
public record Waiting(int seconds) {
  private static final long PAUSE_MS = 100;

  /** The answer, or nothing if there was none in time. */
  public <T> Optional<T> until(Supplier<Optional<T>> question) throws InterruptedException {
    long start = System.nanoTime();
    Optional<T> answer = question.get();
    while (answer.isEmpty() && System.nanoTime() - start < seconds * 1_000_000_000L) {
      Thread.sleep(PAUSE_MS);
      answer = question.get();
    }
    return answer;
  }
}
