package io.millrace.functions;

/**
 * The outcome of an asynchronous call.
 *
 * @param call which call it was
 * @param request what was asked
 * @param response the answer; null if the call failed
 * @param error why the call failed; null if it succeeded
 */
public record AsyncResult<Q, R>(AsyncCall<Q, R> call, Q request, R response, String error) {

  /** Whether there is a response. */
  public boolean succeeded() {
    return error == null;
  }
}
