package io.millrace.runtime.partition;

import io.millrace.functions.AsyncCall;

/** The port through which a partition makes asynchronous calls. Used by the partition's thread. */
public interface AsyncCalls {

  /** Takes the outcome of a call; exactly one of response and error is null. */
  @FunctionalInterface
  interface Outcome {
    void accept(long callId, Object response, String error);
  }

  /** Starts a call; its outcome is handed over by a later {@link #poll}. */
  void start(long callId, AsyncCall<Object, Object> call, Object request);

  /** Hands over outcomes that have arrived, at most {@code limit}; returns how many. */
  int poll(Outcome outcome, int limit);

  /** Makes calls at once, in the caller's thread: for tests. */
  static AsyncCalls immediate() {
    return new ImmediateAsyncCalls();
  }
}
