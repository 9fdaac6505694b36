package io.millrace.functions.stream;

import io.millrace.functions.Context;

/**
 * A stateful step over two streams with the same key, one key at a time. Its event clock is the
 * minimum of both. If the right stream is broadcast, its records have no key, go to every
 * partition, do not hold back the event clock, and may write shared state only.
 *
 * @param <L> the type of values on the left
 * @param <R> the type of values on the right
 * @param <O> the type of results
 */
public interface TwoInputOperator<L, R, O> extends KeyedStep<O> {

  /** Handles one record of the left stream. */
  void onLeft(L value, Context context, Output<O> output) throws Exception;

  /** Handles one record of the right stream. */
  void onRight(R value, Context context, Output<O> output) throws Exception;
}
