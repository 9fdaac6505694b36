package io.millrace.functions.pattern;

import io.millrace.functions.Context;
import io.millrace.functions.StateDeclaration;
import io.millrace.functions.Timer;
import io.millrace.functions.TimerSpec;
import io.millrace.functions.Topic;
import io.millrace.functions.stream.Operator;
import io.millrace.functions.stream.Output;
import java.util.List;
import java.util.function.Function;

/**
 * Looks for a pattern in the records of each key. A result has the event time at which its match
 * was complete. If the code is changed so that the pattern has another shape, partial matches of
 * the former one are dropped.
 *
 * @param <T> the type of records
 * @param <R> the type of results
 */
public final class PatternOperator<T, R> implements Operator<T, R> {
  private final List<Automaton<T>> rules;
  private final KeyedMatching<T, R> matching;

  /**
   * Looks for a pattern without a name.
   *
   * @param select makes the result of a match; null is not emitted
   * @throws IllegalArgumentException if the pattern has faults; lists all of them
   */
  public PatternOperator(
      Pattern<T> pattern,
      PatternOptions<T> options,
      Function<? super Match<T>, ? extends R> select) {
    this("", 0, pattern, options, select);
  }

  /**
   * Looks for a pattern.
   *
   * @param rule its name, for its matches
   * @param version its version, for its matches
   * @param select makes the result of a match; null is not emitted
   * @throws IllegalArgumentException if the pattern has faults; lists all of them
   */
  public PatternOperator(
      String rule,
      int version,
      Pattern<T> pattern,
      PatternOptions<T> options,
      Function<? super Match<T>, ? extends R> select) {
    this.rules = List.of(PatternCompiler.compile(rule, version, pattern));
    this.matching = new KeyedMatching<>(options, select);
  }

  @Override
  public List<StateDeclaration> states() {
    return matching.states();
  }

  @Override
  public List<TimerSpec> timers() {
    return matching.timers();
  }

  @Override
  public List<Topic<?>> emits() {
    return matching.emits();
  }

  @Override
  public void onRecord(T value, Context context, Output<R> output) {
    matching.onRecord(value, rules, context, output);
  }

  @Override
  public void onTimer(Timer timer, Context context, Output<R> output) {
    matching.onTimer(timer, rules, context, output);
  }
}
