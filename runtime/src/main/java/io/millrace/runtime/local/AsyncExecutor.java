package io.millrace.runtime.local;

import io.millrace.functions.AsyncCall;
import io.millrace.runtime.partition.AsyncCalls;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Makes the asynchronous calls of one partition on other threads. */
public final class AsyncExecutor implements AsyncCalls {
  private record Done(long callId, Object response, String error) {}

  private final Executor threads;
  private final Queue<Done> done = new ConcurrentLinkedQueue<>();

  /** Calls are made on these threads. */
  public AsyncExecutor(Executor threads) {
    this.threads = threads;
  }

  @Override
  public void start(long callId, AsyncCall<Object, Object> call, Object request) {
    AtomicBoolean answered = new AtomicBoolean();
    threads.execute(() -> attempt(callId, call, request, answered));
    CompletableFuture.delayedExecutor(call.timeout().toMillis(), TimeUnit.MILLISECONDS, threads)
        .execute(
            () -> answer(answered, new Done(callId, null, "timed out after " + call.timeout())));
  }

  private void attempt(
      long callId, AsyncCall<Object, Object> call, Object request, AtomicBoolean answered) {
    String error = null;
    for (int attempt = 1; attempt <= call.attempts() && !answered.get(); attempt++) {
      try {
        Object response = call.body().call(request);
        answer(answered, new Done(callId, response, response == null ? "call gave null" : null));
        return;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (Exception e) {
        error = e.toString();
      }
    }
    answer(answered, new Done(callId, null, error));
  }

  private void answer(AtomicBoolean answered, Done outcome) {
    if (answered.compareAndSet(false, true)) {
      done.add(outcome);
    }
  }

  @Override
  public int poll(Outcome outcome, int limit) {
    int count = 0;
    for (; count < limit; count++) {
      Done next = done.poll();
      if (next == null) {
        break;
      }
      outcome.accept(next.callId(), next.response(), next.error());
    }
    return count;
  }
}
