package io.millrace.functions.stream;

import io.millrace.functions.ApplicationBuilder;
import io.millrace.functions.Topic;
import io.millrace.functions.TypeRef;
import io.millrace.functions.join.BroadcastJoin;
import io.millrace.functions.join.Joins;
import io.millrace.functions.pattern.DynamicPatternOperator;
import io.millrace.functions.pattern.Match;
import io.millrace.functions.pattern.Pattern;
import io.millrace.functions.pattern.PatternOperator;
import io.millrace.functions.pattern.PatternOptions;
import io.millrace.functions.pattern.PatternRule;
import io.millrace.functions.window.Windows;
import java.lang.reflect.Type;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Records by key. What is done with them is done key by key, in the order of the partition's
 * journal, with state.
 *
 * @param <K> the type of keys
 * @param <T> the type of values
 */
public final class KeyedStream<K, T> {
  private final ApplicationBuilder app;
  private final RecordStream<T> stream;
  private final Function<? super T, ? extends K> key;
  private final Class<K> keyType;

  KeyedStream(
      ApplicationBuilder app,
      RecordStream<T> stream,
      Function<? super T, ? extends K> key,
      Class<K> keyType) {
    this.app = app;
    this.stream = stream;
    this.key = key;
    this.keyType = keyType;
  }

  /**
   * Results of an operator.
   *
   * @param kind what its function is called where nobody gives it a name: {@code sessions}
   * @param operator makes an instance for each partition
   */
  public <R> RecordStream<R> process(
      String kind, Supplier<? extends Operator<? super T, R>> operator) {
    return operator(kind, operator, List.of(this), List.of(this::bindInput));
  }

  /** Results of an operator over this stream, on its left, and another by the same key. */
  public <R, O> RecordStream<O> process(
      String kind,
      KeyedStream<K, R> right,
      Supplier<? extends TwoInputOperator<? super T, ? super R, O>> operator) {
    return operator(
        kind,
        operator,
        List.of(this, right),
        List.of(
            (function, base) -> bind(function + ".left", base),
            (function, base) -> right.bind(function + ".right", base)));
  }

  /** Results of an operator over this stream and a broadcast topic, which is its right. */
  public <R, O> RecordStream<O> process(
      String kind,
      Topic<R> broadcast,
      Supplier<? extends TwoInputOperator<? super T, ? super R, O>> operator) {
    if (!broadcast.isBroadcast()) {
      app.fault(
          "topic is not broadcast: topic=" + broadcast + "; add .broadcast() to it, or key it too");
    }
    return operator(
        kind, operator, List.of(this), List.of(this::bindInput, (function, base) -> broadcast));
  }

  /** Records by windows. In a batch, each gives one result: see {@link Windows#finalOnly}. */
  public WindowedStream<K, T> window(Windows<? super T> windows) {
    // here already: without early firings by count, values can be added up on the way
    return new WindowedStream<>(this, app.batch() ? windows.finalOnly() : windows);
  }

  /**
   * This stream, on the left, joined with another by the same key.
   *
   * <pre>{@code
   * orders.join(payments, join -> join.interval(Duration.ZERO, Duration.ofHours(1), Paid::new))
   * }</pre>
   */
  public <R, O> RecordStream<O> join(
      KeyedStream<K, R> right,
      Function<? super Joins<T, R>, ? extends TwoInputOperator<T, R, O>> how) {
    if (!hasType("join") || !right.hasType("join")) {
      return RecordStream.none(app);
    }
    Joins<T, R> joins = new Joins<>(type(), right.type());
    return process("join", right, () -> how.apply(joins));
  }

  /** This stream joined with the rows of a broadcast topic, which every partition knows. */
  public <R, O> RecordStream<O> join(
      Topic<R> rows, Function<? super Joins<T, R>, ? extends BroadcastJoin<T, R, O>> how) {
    if (!hasType("join")) {
      return RecordStream.none(app);
    }
    return process("join", rows, () -> how.apply(new Joins<>(type(), rows.type())).get());
  }

  /** What {@code results} makes of the matches of a pattern; nothing where it gives null. */
  public <R> RecordStream<R> pattern(
      Pattern<T> pattern, Function<? super Match<T>, ? extends R> results) {
    return pattern(pattern, options -> options, results);
  }

  /** Like {@link #pattern(Pattern, Function)}, with options. */
  public <R> RecordStream<R> pattern(
      Pattern<T> pattern,
      UnaryOperator<PatternOptions<T>> options,
      Function<? super Match<T>, ? extends R> results) {
    if (!hasType("pattern")) {
      return RecordStream.none(app);
    }
    PatternOptions<T> chosen = options.apply(PatternOptions.of(TypeRef.of(type())));
    return process("pattern", () -> new PatternOperator<>(pattern, chosen, results));
  }

  /** What {@code results} makes of the matches of rules, which come on a broadcast topic. */
  public <R> RecordStream<R> patterns(
      Topic<PatternRule> rules,
      UnaryOperator<PatternOptions<T>> options,
      Function<? super Match<T>, ? extends R> results) {
    if (!hasType("patterns")) {
      return RecordStream.none(app);
    }
    PatternOptions<T> chosen = options.apply(PatternOptions.of(TypeRef.of(type())));
    return process("patterns", rules, () -> new DynamicPatternOperator<>(chosen, results));
  }

  private boolean hasType(String step) {
    if (type() == null) {
      app.fault(
          "type unknown: step="
              + step
              + "; add .as(TYPE.class) before .keyBy(...), behind the step that makes the values");
    }
    return type() != null;
  }

  <R> RecordStream<R> operator(
      String kind,
      Supplier<? extends KeyedStep<R>> operator,
      List<KeyedStream<?, ?>> streams,
      List<OperatorNode.Input> inputs) {
    try {
      Type result = operator.get().resultType().orElse(null);
      return RecordStream.of(app, new OperatorNode<>(app, kind, operator, streams, inputs), result);
    } catch (IllegalArgumentException e) {
      app.fault(e.getMessage());
      return RecordStream.none(app);
    }
  }

  /** Makes functions of the operators that this stream comes out of. */
  void bindOperators(String base) {
    for (Path<?, T> path : stream.paths()) {
      if (path.node() != null) {
        path.node().bind(base);
      }
    }
  }

  private Topic<?> bindInput(String function, String base) {
    return bind(function + ".in", base);
  }

  /** Leads the stream to a topic that has its key: the stream's own if it has not changed since. */
  private Topic<T> bind(String topicName, String base) {
    Path<?, T> only = stream.paths().get(0);
    if (key == null) {
      @SuppressWarnings("unchecked")
      Topic<T> own = (Topic<T>) only.topic();
      return own;
    }
    if (stream.type() == null) {
      app.fault(
          "type unknown: stream="
              + topicName
              + "; add .as(TYPE.class) before .keyBy(...), behind the step that makes the values");
      return null;
    }
    Topic<T> topic = Topic.of(topicName, TypeRef.<T>of(stream.type())).keyedBy(key);
    stream.paths().forEach(path -> path.leadTo(app, topic, base));
    return topic;
  }

  /** Whether values can be combined on their way to an operator over this stream. */
  boolean isCombinable() {
    return key != null && (stream.type() != null || !isMade());
  }

  /** Whether something in it comes out of an operator. */
  boolean isMade() {
    return stream.paths().stream().anyMatch(path -> path.node() != null);
  }

  /** Leads the stream, combined on the way, to a topic of what is combined. */
  <R> Topic<R> bindCombined(
      String function, String base, TypeRef<R> type, Combiner<T, R> combiner) {
    Topic<R> topic = Topic.of(function + ".in", type);
    if (isMade()) {
      Topic<T> made = Topic.of(function + ".values", TypeRef.<T>of(stream.type()));
      app.derive(Derivation.combined(made, topic, Step.identity(), key, combiner, "combine"));
      stream.paths().forEach(path -> path.leadTo(app, topic, key, combiner, made, base));
    } else {
      stream.paths().forEach(path -> path.leadTo(app, topic, key, combiner, null, base));
    }
    return topic;
  }

  /** The type of values, or null if nobody said it. */
  Type type() {
    return stream.type();
  }

  /** The type of keys; if nobody said it, they come as they describe themselves. */
  @SuppressWarnings("unchecked")
  Class<K> keyTypeOrNatural() {
    return keyType == null ? (Class<K>) Object.class : keyType;
  }

  /** This stream, whose keys are given back to functions: they must come back as they are. */
  KeyedStream<K, T> withKeysGivenBack() {
    return keyType != null || key == null
        ? this
        : new KeyedStream<>(app, stream, value -> checked(key.apply(value)), null);
  }

  private static <K> K checked(K key) {
    boolean describesItself =
        key instanceof String
            || key instanceof Long
            || key instanceof Boolean
            || key instanceof Double
            || key instanceof Character
            || key instanceof Instant
            || key instanceof LocalDate
            || key instanceof UUID
            || key instanceof byte[];
    if (!describesItself && key != null) {
      throw new IllegalArgumentException(
          "type of keys unknown: type="
              + key.getClass().getSimpleName()
              + "; a function asks for the key, so name its type: .keyBy(..., "
              + key.getClass().getSimpleName()
              + ".class)");
    }
    return key;
  }
}
