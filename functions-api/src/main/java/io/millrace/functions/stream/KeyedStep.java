package io.millrace.functions.stream;

import io.millrace.functions.AsyncCall;
import io.millrace.functions.AsyncResult;
import io.millrace.functions.Context;
import io.millrace.functions.FunctionSpec;
import io.millrace.functions.Settings;
import io.millrace.functions.StateDeclaration;
import io.millrace.functions.Timer;
import io.millrace.functions.TimerSpec;
import io.millrace.functions.Topic;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What {@link Operator} and {@link TwoInputOperator} have in common: declarations, timers, calls.
 *
 * <p>Each partition has an instance of its own. What must be remembered belongs in declared state;
 * a field may only hold what can be derived from it again.
 *
 * @param <R> the type of results
 */
public interface KeyedStep<R> {

  /** The state it uses; always the same. */
  default List<StateDeclaration> states() {
    return List.of();
  }

  /** The timers it uses; always the same. */
  default List<TimerSpec> timers() {
    return List.of();
  }

  /** The asynchronous calls it makes; always the same. */
  default List<AsyncCall<?, ?>> calls() {
    return List.of();
  }

  /** The topics it emits to besides its results, such as one for late records. */
  default List<Topic<?>> emits() {
    return List.of();
  }

  /** The type of results, where the operator knows it; else whoever uses it has to name it. */
  default Optional<Type> resultType() {
    return Optional.empty();
  }

  /**
   * How far the function's event clock stays behind that of what it reads: see {@link
   * FunctionSpec#clockBehind}.
   */
  default Duration clockBehind() {
    return Duration.ZERO;
  }

  /**
   * This, giving no result that a later one takes back or replaces: what is bound in its place in a
   * batch. Itself if it never gives such.
   */
  default KeyedStep<R> finalOnly() {
    return this;
  }

  /**
   * This, free to give results of different keys in another order than that of event time: what is
   * run in its place where all who take its results add them up. Itself if that saves nothing.
   */
  default KeyedStep<R> inAnyOrder() {
    return this;
  }

  /** Called once before the first record, with the application's settings. */
  default void open(Settings settings) throws Exception {}

  /** Called when a timer that it set for the current key is due. */
  default void onTimer(Timer timer, Context context, Output<R> output) throws Exception {}

  /** Called with the outcome of {@link Context#async}, in the key that made the call. */
  default void onAsyncResult(AsyncResult<?, ?> result, Context context, Output<R> output)
      throws Exception {}
}
