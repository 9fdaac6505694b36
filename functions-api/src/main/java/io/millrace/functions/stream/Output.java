package io.millrace.functions.stream;

/**
 * Takes the results of an operator. Valid only during the call it was passed to.
 *
 * @param <R> the type of results
 */
@FunctionalInterface
public interface Output<R> {

  /**
   * Takes one result.
   *
   * @param value never null
   * @param eventTimeMs its event time, ms since 1970; not before the function's event clock unless
   *     the record at hand was late itself, so that no result is late for those who read it
   */
  void emit(R value, long eventTimeMs);
}
