package io.millrace.functions.stream;

import io.millrace.functions.Context;

/**
 * A stateful step over one stream, one key at a time.
 *
 * @param <T> the type of values it reads
 * @param <R> the type of results
 */
@FunctionalInterface
public interface Operator<T, R> extends KeyedStep<R> {

  /** Handles one record; {@link Context} has its key and times. */
  void onRecord(T value, Context context, Output<R> output) throws Exception;
}
