package io.millrace.functions.window;

/**
 * Makes what is emitted from each firing of a window, and sees which firing it is: early, on time,
 * late, a retraction.
 *
 * @param <K> the type of the key
 * @param <R> the type of the aggregate's result
 * @param <O> the type of what is emitted
 */
@FunctionalInterface
public interface FiringFunction<K, R, O> {
  /** What is emitted; null for nothing. */
  O apply(K key, WindowResult<R> result) throws Exception;
}
