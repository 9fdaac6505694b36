package io.millrace.runtime.partition;

import io.millrace.functions.AsyncCall;
import java.util.ArrayDeque;
import java.util.Deque;

/** Makes calls in the caller's thread. */
final class ImmediateAsyncCalls implements AsyncCalls {
  private record Done(long callId, Object response, String error) {}

  private final Deque<Done> done = new ArrayDeque<>();

  @Override
  public void start(long callId, AsyncCall<Object, Object> call, Object request) {
    String error = null;
    for (int attempt = 1; attempt <= call.attempts(); attempt++) {
      try {
        done.add(new Done(callId, call.body().call(request), null));
        return;
      } catch (Exception e) {
        error = e.toString();
      }
    }
    done.add(new Done(callId, null, error));
  }

  @Override
  public int poll(Outcome outcome, int limit) {
    int count = 0;
    for (; count < limit && !done.isEmpty(); count++) {
      Done next = done.poll();
      outcome.accept(next.callId, next.response, next.error);
    }
    return count;
  }
}
