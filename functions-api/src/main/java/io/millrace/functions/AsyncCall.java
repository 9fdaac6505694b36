package io.millrace.functions;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Objects;

/**
 * Declares a call to the outside: a lookup, a model server, a web service. Immutable; declare it
 * once, as a constant.
 *
 * <p>The body runs on another thread, possibly more than once for one request (retries, a crash
 * before its outcome was journaled), and may block.
 *
 * @param <Q> the type of requests
 * @param <R> the type of responses
 */
public final class AsyncCall<Q, R> {

  /** What is done for a request. */
  @FunctionalInterface
  public interface Body<Q, R> {
    /** Makes the call; an exception counts as a failed attempt. */
    R call(Q request) throws Exception;
  }

  private final String name;
  private final Type requestType;
  private final Type responseType;
  private final Body<Q, R> body;
  private final int attempts;
  private final Duration timeout;

  private AsyncCall(
      String name,
      Type requestType,
      Type responseType,
      Body<Q, R> body,
      int attempts,
      Duration timeout) {
    this.name = Objects.requireNonNull(name, "name");
    this.requestType = Objects.requireNonNull(requestType, "requestType");
    this.responseType = Objects.requireNonNull(responseType, "responseType");
    this.body = Objects.requireNonNull(body, "body");
    this.attempts = attempts;
    this.timeout = timeout;
  }

  /** A call that is tried once and may take 30 seconds. */
  public static <Q, R> AsyncCall<Q, R> of(
      String name, Class<Q> requestType, Class<R> responseType, Body<Q, R> body) {
    return new AsyncCall<>(name, requestType, responseType, body, 1, Duration.ofSeconds(30));
  }

  /** Tries up to {@code attempts} times before the call counts as failed. */
  public AsyncCall<Q, R> attempts(int attempts) {
    if (attempts < 1) {
      throw new IllegalArgumentException(
          "attempts out of range: call=" + name + ", attempts=" + attempts + "; at least 1");
    }
    return new AsyncCall<>(name, requestType, responseType, body, attempts, timeout);
  }

  /** Counts the call as failed when all attempts together took longer than this. */
  public AsyncCall<Q, R> timeout(Duration timeout) {
    return new AsyncCall<>(
        name,
        requestType,
        responseType,
        body,
        attempts,
        Spans.notNegative("call=" + name + ", timeout", timeout));
  }

  /** Unique within the function. */
  public String name() {
    return name;
  }

  /** The type of requests. */
  public Type requestType() {
    return requestType;
  }

  /** The type of responses. */
  public Type responseType() {
    return responseType;
  }

  /** What is done for a request. */
  public Body<Q, R> body() {
    return body;
  }

  /** How often it is tried. */
  public int attempts() {
    return attempts;
  }

  /** How long all attempts together may take. */
  public Duration timeout() {
    return timeout;
  }

  @Override
  public String toString() {
    return name;
  }
}
