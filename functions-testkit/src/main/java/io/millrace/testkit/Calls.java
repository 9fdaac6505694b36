package io.millrace.testkit;

import io.millrace.functions.AsyncCall;
import io.millrace.functions.ByteOutput;
import io.millrace.functions.Codec;
import io.millrace.runtime.codec.Codecs;
import io.millrace.runtime.partition.AsyncCalls;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * The asynchronous calls of a test. In the first run they are made at once, by their own bodies or
 * by the test's answers; later runs get the same outcomes without a call, as a replay does.
 */
final class Calls {
  private record Id(int partition, long call) {}

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Made(String name, byte[] request, Object response, String error) {}

  private final IdentityHashMap<AsyncCall.Body<?, ?>, AsyncCall.Body<?, ?>> answers =
      new IdentityHashMap<>();
  private final Map<String, Codec<?>> codecs = new HashMap<>();
  private final Map<Id, Made> made = new HashMap<>();

  /** Answers a call from now on in place of its body. */
  void answer(AsyncCall<?, ?> call, AsyncCall.Body<?, ?> body) {
    answers.put(call.body(), body);
  }

  /** Makes calls of a partition. */
  AsyncCalls making(int partition) {
    return new Port() {
      @Override
      Made outcome(long callId, AsyncCall<Object, Object> call, Object request) {
        return made.computeIfAbsent(new Id(partition, callId), id -> make(call, request));
      }
    };
  }

  /** Repeats the outcomes of calls that were made. */
  AsyncCalls repeating(int partition) {
    return new Port() {
      @Override
      Made outcome(long callId, AsyncCall<Object, Object> call, Object request) {
        Made first = made.get(new Id(partition, callId));
        if (first == null
            || !first.name.equals(call.name())
            || !Arrays.equals(first.request, encode(call, request))) {
          throw new AssertionError(
              "asynchronous call differs: call="
                  + call.name()
                  + ", request="
                  + Text.of(request)
                  + ", first run="
                  + (first == null ? "no such call" : first.name + ", another request"));
        }
        return first;
      }
    };
  }

  @SuppressWarnings("unchecked")
  private Made make(AsyncCall<Object, Object> call, Object request) {
    var body = (AsyncCall.Body<Object, Object>) answers.getOrDefault(call.body(), call.body());
    byte[] encoded = encode(call, request);
    String error = null;
    for (int attempt = 1; attempt <= call.attempts(); attempt++) {
      try {
        return new Made(call.name(), encoded, body.call(request), null);
      } catch (Exception e) {
        error = e.toString();
      }
    }
    return new Made(call.name(), encoded, null, error);
  }

  @SuppressWarnings("unchecked")
  private byte[] encode(AsyncCall<Object, Object> call, Object request) {
    Codec<Object> codec =
        (Codec<Object>)
            codecs.computeIfAbsent(
                call.requestType().getTypeName(), name -> Codecs.of(call.requestType()));
    ByteOutput out = new ByteOutput(64);
    codec.encode(request, out);
    return out.toByteArray();
  }

  private abstract static class Port implements AsyncCalls {
    private record Done(long callId, Made made) {}

    private final Deque<Done> done = new ArrayDeque<>();

    abstract Made outcome(long callId, AsyncCall<Object, Object> call, Object request);

    @Override
    public void start(long callId, AsyncCall<Object, Object> call, Object request) {
      done.add(new Done(callId, outcome(callId, call, request)));
    }

    @Override
    public int poll(Outcome outcome, int limit) {
      int count = 0;
      for (; count < limit && !done.isEmpty(); count++) {
        Done next = done.poll();
        outcome.accept(next.callId, next.made.response, next.made.error);
      }
      return count;
    }
  }
}
