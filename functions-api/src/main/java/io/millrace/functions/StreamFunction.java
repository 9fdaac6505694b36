package io.millrace.functions;

/**
 * A stateful function over the records of its topics, one key at a time.
 *
 * <p>Each partition has an instance of its own and calls it from one thread, record after record in
 * the order of the partition's journal. A function must be deterministic: it may look at nothing
 * but its arguments and what {@link Context} gives. After a crash the same records are handed to a
 * fresh instance, so what must be remembered belongs in declared state, never in fields.
 *
 * <p>An exception thrown by any method here undoes the state changes, timers and emitted records of
 * that call; then the function's {@link FailurePolicy} decides.
 *
 * @param <T> the type of the values on the function's first topic
 */
@FunctionalInterface
public interface StreamFunction<T> {

  /** Handles one record of the first topic. {@link Context} is valid during the call only. */
  void onRecord(StreamRecord<T> record, Context context) throws Exception;

  /**
   * Called when a timer set by this function for the current key is due: an event-time timer once
   * the function's watermark has reached it, a processing-time timer once the clock has.
   */
  default void onTimer(Timer timer, Context context) throws Exception {}

  /** Called with the outcome of {@link Context#async}, in the key that made the call. */
  default void onAsyncResult(AsyncResult<?, ?> result, Context context) throws Exception {}

  /** Called once before the first record, with the application's settings. */
  default void open(Settings settings) throws Exception {}

  /** Called once after the last record of an orderly stop. Not called after a crash. */
  default void close() throws Exception {}
}
