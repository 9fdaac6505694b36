package io.millrace.functions.window;

import io.millrace.functions.Context;
import io.millrace.functions.stream.Output;

/**
 * Makes results of what is in a window.
 *
 * @param <A> the type of what is kept
 * @param <R> the type of results
 */
@FunctionalInterface
interface Emission<A, R> {

  /** Emits what a window gives. */
  void emit(WindowResult<A> result, long eventTimeMs, Context context, Output<R> output)
      throws Exception;
}
