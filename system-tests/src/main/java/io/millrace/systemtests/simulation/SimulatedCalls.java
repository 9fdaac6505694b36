package io.millrace.systemtests.simulation;

import io.millrace.functions.AsyncCall;
import io.millrace.runtime.partition.AsyncCalls;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Asynchronous calls that are answered late, out of order, and some of them twice. */
final class SimulatedCalls implements AsyncCalls {
  private record Call(long id, AsyncCall<Object, Object> call, Object request) {}

  private record Answer(long id, Object response, String error) {}

  private final Chance chance;
  private final List<Call> waiting = new ArrayList<>();
  private final Deque<Answer> answered = new ArrayDeque<>();

  SimulatedCalls(Chance chance) {
    this.chance = chance;
  }

  @Override
  public void start(long callId, AsyncCall<Object, Object> call, Object request) {
    waiting.add(new Call(callId, call, request));
  }

  /** The outside answers one call, if some wait. */
  void answerOne() {
    if (waiting.isEmpty()) {
      return;
    }
    Call call = waiting.remove(chance.below(waiting.size()));
    Answer answer;
    try {
      answer = new Answer(call.id(), call.call().body().call(call.request()), null);
    } catch (Exception e) {
      answer = new Answer(call.id(), null, String.valueOf(e.getMessage()));
    }
    answered.add(answer);
    if (chance.oneIn(4)) {
      answered.add(answer);
    }
  }

  boolean isIdle() {
    return waiting.isEmpty() && answered.isEmpty();
  }

  @Override
  public int poll(Outcome outcome, int limit) {
    int count = 0;
    for (; count < limit && !answered.isEmpty(); count++) {
      Answer next = answered.poll();
      outcome.accept(next.id(), next.response(), next.error());
    }
    return count;
  }
}
