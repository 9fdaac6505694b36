package io.millrace.functions.stream;

import io.millrace.functions.ApplicationBuilder;
import io.millrace.functions.Topic;
import java.util.function.Function;

/**
 * One way that records come into a stream: from a topic or from an operator, through stateless
 * steps.
 *
 * @param <S> the type of values where it begins
 * @param <T> the type of values in the stream
 */
final class Path<S, T> {
  private final Topic<S> topic;
  private final OperatorNode<S> node;
  private final Step<S, T> step;
  private final String text;

  private Path(Topic<S> topic, OperatorNode<S> node, Step<S, T> step, String text) {
    this.topic = topic;
    this.node = node;
    this.step = step;
    this.text = text;
  }

  static <S> Path<S, S> of(Topic<S> topic) {
    return new Path<>(topic, null, Step.identity(), "");
  }

  static <S> Path<S, S> of(OperatorNode<S> node) {
    return new Path<>(null, node, Step.identity(), "");
  }

  /** This path with one more step. */
  <R> Path<S, R> then(String what, Step<? super T, R> next) {
    return new Path<>(topic, node, step.then(next), text.isEmpty() ? what : text + ", " + what);
  }

  /** The topic that it begins with, or null. */
  Topic<S> topic() {
    return topic;
  }

  /** The operator that it begins with, or null. */
  OperatorNode<S> node() {
    return node;
  }

  boolean hasSteps() {
    return !text.isEmpty();
  }

  /** Leads its records to a topic; operators on the way get names that begin with {@code name}. */
  void leadTo(ApplicationBuilder app, Topic<T> to, String name) {
    leadTo(app, to, name, false);
  }

  private void leadTo(ApplicationBuilder app, Topic<T> to, String name, boolean isCombined) {
    if (topic != null) {
      app.derive(Derivation.of(topic, to, step, text.isEmpty() ? "as it is" : text));
    } else {
      node.bind(name);
      node.addExit(step, text, to, isCombined);
    }
  }

  /**
   * Leads its records, combined by key on the way, to a topic.
   *
   * @param made what an operator emits to, where the path begins with one
   */
  <R> void leadTo(
      ApplicationBuilder app,
      Topic<R> to,
      Function<? super T, ?> key,
      Combiner<T, R> combiner,
      Topic<T> made,
      String name) {
    if (topic != null) {
      String steps = text.isEmpty() ? "combine" : text + ", combine";
      app.derive(Derivation.combined(topic, to, step, key, combiner, steps));
    } else {
      leadTo(app, made, name, true);
    }
  }
}
