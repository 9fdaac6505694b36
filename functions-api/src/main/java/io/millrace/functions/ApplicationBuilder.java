package io.millrace.functions;

import io.millrace.functions.connect.Sink;
import io.millrace.functions.connect.Source;
import io.millrace.functions.stream.Derivation;
import io.millrace.functions.stream.KeyedStep;
import io.millrace.functions.stream.Operator;
import io.millrace.functions.stream.OperatorFunction;
import io.millrace.functions.stream.RecordStream;
import io.millrace.functions.stream.TwoInputOperator;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Collects what an application is made of. Nothing is checked here: the runtime checks the whole
 * and reports all faults at once. Not thread-safe, except where it says so.
 */
public final class ApplicationBuilder implements Settings {
  private final Settings settings;
  private final boolean batch;
  private final Set<String> asked = ConcurrentHashMap.newKeySet();
  private final List<SourceSpec<?>> sources = new ArrayList<>();
  private final List<FunctionSpec<?>> functions = new ArrayList<>();
  private final List<SinkSpec<?>> sinks = new ArrayList<>();
  private final List<Derivation<?, ?>> derivations = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();

  /** A builder with the settings that the application was started with. */
  public ApplicationBuilder(Settings settings) {
    this(settings, false);
  }

  /**
   * A builder with the settings that the application was started with.
   *
   * @param batch what {@link #batch} says
   */
  public ApplicationBuilder(Settings settings, boolean batch) {
    this.settings = Objects.requireNonNull(settings, "settings");
    this.batch = batch;
  }

  /**
   * Whether this is a batch: all input ends, and only final results are wanted. Operators are bound
   * as {@link KeyedStep#finalOnly} gives them then.
   */
  public boolean batch() {
    return batch;
  }

  /** The names of the settings that were asked for so far, given or not. By any thread. */
  public Set<String> askedSettings() {
    return Set.copyOf(asked);
  }

  @Override
  public Optional<String> optionalSetting(String name) {
    asked.add(name);
    return settings.optionalSetting(name);
  }

  /** Feeds a topic from outside. */
  public <T> SourceSpec<T> source(Topic<T> topic, Source<T> source) {
    SourceSpec<T> spec = new SourceSpec<>(topic, source);
    sources.add(spec);
    return spec;
  }

  /** Binds a function to a topic; {@code factory} is called once per partition. */
  public <T, F extends StreamFunction<T>> FunctionSpec<F> function(
      String name, Topic<T> topic, Supplier<F> factory) {
    FunctionSpec<F> spec =
        new FunctionSpec<F>(name, factory).input(topic, StreamFunction::onRecord);
    functions.add(spec);
    return spec;
  }

  /** Binds a plain function from one topic to another; null results are not emitted. */
  public <T, R> FunctionSpec<StreamFunction<T>> function(
      String name, Topic<T> from, Function<? super T, ? extends R> body, Topic<R> to) {
    Objects.requireNonNull(body, "body");
    StreamFunction<T> function =
        (record, context) -> {
          R result = body.apply(record.value());
          if (result != null) {
            context.emit(to, result);
          }
        };
    return function(name, from, () -> function).emits(to);
  }

  /** Binds an operator to a topic; its results go to {@code to}. */
  public <T, R> FunctionSpec<OperatorFunction<T>> operator(
      String name, Topic<T> from, Supplier<? extends Operator<T, R>> operator, Topic<R> to) {
    return step(name, from, operator, to);
  }

  /** Binds an operator to two topics with the same key; its results go to {@code to}. */
  public <L, R, O> FunctionSpec<OperatorFunction<L>> operator(
      String name,
      Topic<L> left,
      Topic<R> right,
      Supplier<? extends TwoInputOperator<L, R, O>> operator,
      Topic<O> to) {
    return step(name, left, operator, to).input(right, OperatorFunction::onRight);
  }

  private <T, R> FunctionSpec<OperatorFunction<T>> step(
      String name, Topic<T> from, Supplier<? extends KeyedStep<R>> operator, Topic<R> to) {
    Supplier<KeyedStep<R>> step = () -> batch ? operator.get().finalOnly() : operator.get();
    return function(
            name,
            from,
            () ->
                new OperatorFunction<T>(
                    step.get(), (R value, long ms, Context context) -> context.emit(to, value, ms)))
        .emits(to)
        .declares(step.get());
  }

  /** Writes a topic to the outside. */
  public <T> SinkSpec<T> sink(Topic<T> topic, Sink<T> sink) {
    SinkSpec<T> spec = new SinkSpec<>(topic, sink);
    sinks.add(spec);
    return spec;
  }

  /** A stream of the records of a topic, to be filtered, windowed, joined ... */
  public <T> RecordStream<T> stream(Topic<T> topic) {
    return RecordStream.of(this, topic);
  }

  /** Derives records of one topic from those of another; {@link #stream} is made of such. */
  public void derive(Derivation<?, ?> derivation) {
    derivations.add(derivation);
  }

  /** Tells what is wrong with the declaration; the runtime tells it with all other faults. */
  public void fault(String fault) {
    faults.add(fault);
  }

  /** The sources, in the order of declaration. */
  public List<SourceSpec<?>> sources() {
    return List.copyOf(sources);
  }

  /** The functions, in the order of declaration. */
  public List<FunctionSpec<?>> functions() {
    return List.copyOf(functions);
  }

  /** The derivations, in the order of declaration. */
  public List<Derivation<?, ?>> derivations() {
    return List.copyOf(derivations);
  }

  /** What is wrong with the declaration. */
  public List<String> faults() {
    return List.copyOf(faults);
  }

  /** The sinks, in the order of declaration. */
  public List<SinkSpec<?>> sinks() {
    return List.copyOf(sinks);
  }
}
