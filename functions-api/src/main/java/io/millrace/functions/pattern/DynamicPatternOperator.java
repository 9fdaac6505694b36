package io.millrace.functions.pattern;

import io.millrace.functions.Context;
import io.millrace.functions.StateDeclaration;
import io.millrace.functions.StateSpec;
import io.millrace.functions.Timer;
import io.millrace.functions.TimerSpec;
import io.millrace.functions.Topic;
import io.millrace.functions.stream.Output;
import io.millrace.functions.stream.TwoInputOperator;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Looks for patterns that come as records of a broadcast topic, and change while it runs. A rule
 * holds for records that are handled after it; in event time these include those that wait for the
 * watermark. When a rule is replaced or removed, its partial matches are dropped without a word. A
 * rule with faults fails its record, and changes nothing.
 *
 * @param <T> the type of records: a record, or a sealed interface of records
 * @param <R> the type of results
 */
public final class DynamicPatternOperator<T, R> implements TwoInputOperator<T, PatternRule, R> {
  private static final StateSpec<RuleBook> RULES = StateSpec.of("rules", RuleBook.class).shared();

  private final Class<?> recordType;
  private final KeyedMatching<T, R> matching;

  /** What the rules in force compile to; null if they have to be read. */
  private List<Automaton<T>> inForce;

  private final Map<PatternRule, Automaton<T>> compiled = new HashMap<>();

  /**
   * Looks for whatever rules say.
   *
   * @param select makes the result of a match, which names its rule; null is not emitted
   */
  public DynamicPatternOperator(
      PatternOptions<T> options, Function<? super Match<T>, ? extends R> select) {
    this.recordType = raw(options.type().type());
    this.matching = new KeyedMatching<>(options, select);
  }

  private static Class<?> raw(Type type) {
    return (Class<?>) (type instanceof ParameterizedType generic ? generic.getRawType() : type);
  }

  @Override
  public List<StateDeclaration> states() {
    List<StateDeclaration> states = new ArrayList<>(matching.states());
    states.add(RULES);
    return states;
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
  public void onLeft(T value, Context context, Output<R> output) {
    matching.onRecord(value, rules(context), context, output);
  }

  @Override
  public void onRight(PatternRule rule, Context context, Output<R> output) {
    context
        .getOr(RULES, RuleBook.EMPTY)
        .with(rule)
        .ifPresent(
            changed -> {
              inForce = null;
              changed.rules().forEach(this::automaton); // refuses what has faults
              context.put(RULES, changed);
            });
  }

  @Override
  public void onTimer(Timer timer, Context context, Output<R> output) {
    matching.onTimer(timer, rules(context), context, output);
  }

  private List<Automaton<T>> rules(Context context) {
    if (inForce == null) {
      List<PatternRule> rules = context.getOr(RULES, RuleBook.EMPTY).rules();
      compiled.keySet().retainAll(rules);
      inForce = rules.stream().map(this::automaton).toList();
    }
    return inForce;
  }

  private Automaton<T> automaton(PatternRule rule) {
    return compiled.computeIfAbsent(rule, r -> RuleCompiler.compile(r, recordType));
  }
}
