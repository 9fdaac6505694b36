package io.millrace.functions;

import io.millrace.functions.connect.Sink;
import io.millrace.functions.connect.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Collects what an application is made of. Nothing is checked here: the runtime checks the whole
 * and reports all faults at once. Not thread-safe.
 */
public final class ApplicationBuilder implements Settings {
  private final Settings settings;
  private final List<SourceSpec<?>> sources = new ArrayList<>();
  private final List<FunctionSpec<?>> functions = new ArrayList<>();
  private final List<SinkSpec<?>> sinks = new ArrayList<>();

  /** A builder with the settings that the application was started with. */
  public ApplicationBuilder(Settings settings) {
    this.settings = Objects.requireNonNull(settings, "settings");
  }

  @Override
  public Optional<String> optionalSetting(String name) {
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

  /** Writes a topic to the outside. */
  public <T> SinkSpec<T> sink(Topic<T> topic, Sink<T> sink) {
    SinkSpec<T> spec = new SinkSpec<>(topic, sink);
    sinks.add(spec);
    return spec;
  }

  /** The sources, in the order of declaration. */
  public List<SourceSpec<?>> sources() {
    return List.copyOf(sources);
  }

  /** The functions, in the order of declaration. */
  public List<FunctionSpec<?>> functions() {
    return List.copyOf(functions);
  }

  /** The sinks, in the order of declaration. */
  public List<SinkSpec<?>> sinks() {
    return List.copyOf(sinks);
  }
}
