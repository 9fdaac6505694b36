package io.millrace.functions.window;

import java.util.function.Consumer;

/**
 * Looks at all records of a window when it fires.
 *
 * @param <K> the type of the key
 * @param <T> the type of values
 * @param <R> the type of results
 */
@FunctionalInterface
public interface WindowProcess<K, T, R> {

  /**
   * Looks at a window.
   *
   * @param values in the order of their arrival
   * @param output takes any number of results
   */
  void process(K key, Window window, Iterable<T> values, Consumer<R> output) throws Exception;
}
