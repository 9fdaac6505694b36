package io.millrace.cluster.coordinator;

import io.millrace.http.RefusedException;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** What other threads want of the coordinator's: carried out there, one after the other. */
final class Commands {
  private static final long PATIENCE_SECONDS = 30;

  private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
  private volatile boolean ended;

  /**
   * Has a question answered by the coordinator's thread; waits for it.
   *
   * @throws RefusedException if the thread has ended or is stuck, or if it refuses
   */
  <T> T ask(Supplier<T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    waiting.add(
        () -> {
          try {
            answer.complete(question.get());
          } catch (RuntimeException e) {
            answer.completeExceptionally(e);
          }
        });
    if (ended) {
      throw gone();
    }
    try {
      return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException refused) {
        throw refused;
      }
      throw new IllegalStateException(e.getCause());
    } catch (TimeoutException e) {
      throw RefusedException.unavailable(
          "coordinator is busy: seconds=" + PATIENCE_SECONDS + "; ask again");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw gone();
    }
  }

  private static RefusedException gone() {
    return RefusedException.unavailable("coordinator is ending; ask the next one");
  }

  /** Carries out what waits; returns how much. By the coordinator's thread. */
  int work() {
    int work = 0;
    for (Runnable command = waiting.poll(); command != null; command = waiting.poll()) {
      command.run();
      work++;
    }
    return work;
  }

  /** Nobody will carry out anything from now on. By the coordinator's thread. */
  void end() {
    ended = true;
    work();
  }
}
