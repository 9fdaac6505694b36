package io.millrace.functions.stream;

import io.millrace.functions.ApplicationBuilder;
import io.millrace.functions.Topic;
import io.millrace.functions.TypeRef;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;

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
    return operator(kind, operator, List.of(this::bindInput));
  }

  /** Results of an operator over this stream, on its left, and another by the same key. */
  public <R, O> RecordStream<O> process(
      String kind,
      KeyedStream<K, R> right,
      Supplier<? extends TwoInputOperator<? super T, ? super R, O>> operator) {
    return operator(
        kind,
        operator,
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
    return operator(kind, operator, List.of(this::bindInput, (function, base) -> broadcast));
  }

  <R> RecordStream<R> operator(
      String kind, Supplier<? extends KeyedStep<R>> operator, List<OperatorNode.Input> inputs) {
    Type result = operator.get().resultType().orElse(null);
    return RecordStream.of(app, new OperatorNode<>(app, kind, operator, inputs), result);
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
    return key != null && stream.paths().stream().allMatch(path -> path.topic() != null);
  }

  /** Leads the stream, combined on the way, to a topic of what is combined. */
  <R> Topic<R> bindCombined(String topicName, TypeRef<R> type, Combiner<T, R> combiner) {
    Topic<R> topic = Topic.of(topicName, type);
    stream.paths().forEach(path -> path.leadTo(app, topic, key, combiner));
    return topic;
  }

  /** The type of values, or null if nobody said it. */
  Type type() {
    return stream.type();
  }

  /** The type of keys, or null if nobody said it. */
  Class<K> keyType() {
    return keyType;
  }

  ApplicationBuilder app() {
    return Objects.requireNonNull(app);
  }
}
