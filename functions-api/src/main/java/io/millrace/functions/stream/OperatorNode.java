package io.millrace.functions.stream;

import io.millrace.functions.ApplicationBuilder;
import io.millrace.functions.Context;
import io.millrace.functions.FailurePolicy;
import io.millrace.functions.FunctionSpec;
import io.millrace.functions.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * An operator of a stream while the application is being declared. It becomes a function when
 * something first reads it: then it gets a name, from its user or from where its results go.
 *
 * @param <R> the type of results
 */
final class OperatorNode<R> {

  /** What leads records to a topic that the operator reads. */
  interface Input {
    /** The topic, once records are led there; null after a fault. */
    Topic<?> bind(String functionName, String base);
  }

  private record Exit<R>(Step<R, Object> step, Topic<Object> to, boolean isCombined) {}

  private final ApplicationBuilder app;
  private final String kind;
  private final Supplier<? extends KeyedStep<R>> operator;
  private final List<KeyedStream<?, ?>> streams;
  private final List<Input> inputs;
  private final List<Exit<R>> exits = new ArrayList<>();
  private String name;
  private FailurePolicy failurePolicy = FailurePolicy.stop();
  private FunctionSpec<?> spec;
  private boolean bound;

  /**
   * An operator that nobody reads yet.
   *
   * @param kind what it is called where nobody gave a name: {@code window}
   * @param streams the streams that it reads
   * @param inputs one, or two for a {@link TwoInputOperator}
   */
  OperatorNode(
      ApplicationBuilder app,
      String kind,
      Supplier<? extends KeyedStep<R>> operator,
      List<KeyedStream<?, ?>> streams,
      List<Input> inputs) {
    this.app = app;
    this.kind = kind;
    this.operator = app.batch() ? () -> operator.get().finalOnly() : operator;
    this.streams = streams;
    this.inputs = inputs;
  }

  /** Gives it a name of its own. */
  void named(String given) {
    if (bound) {
      app.fault(
          "name given too late: function="
              + name
              + ", name="
              + given
              + "; call .named(...) right behind the operator, before its results are used");
      return;
    }
    name = given;
  }

  /** Says what happens to records that it fails on. */
  void onFailure(FailurePolicy policy) {
    if (bound) {
      app.fault(
          "failure policy given too late: function="
              + name
              + "; call .onFailure(...) right behind the operator, before its results are used");
      return;
    }
    failurePolicy = policy;
  }

  /** Makes it a function, once; its name begins with {@code base} if it has none of its own. */
  void bind(String base) {
    if (bound) {
      return;
    }
    bound = true;
    streams.forEach(stream -> stream.bindOperators(base));
    if (name == null) {
      name = free(base + "." + kind);
    }
    List<Topic<?>> topics = new ArrayList<>();
    inputs.forEach(input -> topics.add(input.bind(name, base)));
    if (topics.contains(null)) {
      return;
    }
    FunctionSpec<OperatorFunction<Object>> function = function(topics.get(0));
    if (topics.size() > 1) {
      function.input(topics.get(1), OperatorFunction::onRight);
    }
    function.declares(operator.get()).onFailure(failurePolicy);
    spec = function;
  }

  @SuppressWarnings("unchecked")
  private FunctionSpec<OperatorFunction<Object>> function(Topic<?> topic) {
    return app.function(
        name, (Topic<Object>) topic, () -> new OperatorFunction<>(step(), new Exits<>(exits)));
  }

  /** An instance for a partition; made when all exits are known. */
  private KeyedStep<R> step() {
    KeyedStep<R> step = operator.get();
    return exits.stream().allMatch(Exit::isCombined) ? step.inAnyOrder() : step;
  }

  private String free(String wanted) {
    String candidate = wanted;
    for (int i = 2; isTaken(candidate); i++) {
      candidate = wanted + "-" + i;
    }
    return candidate;
  }

  private boolean isTaken(String candidate) {
    return app.functions().stream().anyMatch(function -> function.name().equals(candidate));
  }

  /**
   * Leads results through {@code step} to a topic.
   *
   * @param text the step for people; empty if there is none
   * @param isCombined whether they are added up behind it
   */
  @SuppressWarnings("unchecked")
  <S> void addExit(Step<R, S> step, String text, Topic<S> to, boolean isCombined) {
    exits.add(new Exit<>((Step<R, Object>) step, (Topic<Object>) to, isCombined));
    if (spec != null) {
      spec.emitsThrough(text, to);
    }
  }

  /** Where the results of one instance go. */
  private static final class Exits<R> implements OperatorFunction.Exit<R> {
    private final List<Output<R>> outputs = new ArrayList<>();
    private Context context;

    Exits(List<Exit<R>> exits) {
      for (Exit<R> exit : exits) {
        outputs.add(exit.step().before((value, ms) -> context.emit(exit.to(), value, ms)));
      }
    }

    @Override
    public void emit(R value, long eventTimeMs, Context context) {
      this.context = context;
      for (int i = 0; i < outputs.size(); i++) {
        outputs.get(i).emit(value, eventTimeMs);
      }
    }
  }
}
