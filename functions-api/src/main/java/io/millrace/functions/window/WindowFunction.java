package io.millrace.functions.window;

/**
 * Makes the result of a window from what its aggregate amounts to.
 *
 * @param <K> the type of the key
 * @param <R> the type of the aggregate's result
 * @param <O> the type of what is emitted
 */
@FunctionalInterface
public interface WindowFunction<K, R, O> {
  /** What is emitted; null for nothing. */
  O apply(K key, Window window, R result) throws Exception;
}
