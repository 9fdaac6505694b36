package io.millrace.cli.offline;

import io.millrace.functions.ApplicationBuilder;
import io.millrace.functions.FunctionSpec;
import io.millrace.functions.SourceSpec;
import io.millrace.functions.StreamFunction;
import io.millrace.functions.Topic;
import java.util.List;

/** Copies an application so that somebody hears what its functions emit. */
final class TracedApplication {
  private final ApplicationBuilder copy;
  private final Emission emission;

  private TracedApplication(ApplicationBuilder copy, Emission emission) {
    this.copy = copy;
    this.emission = emission;
  }

  /** The same application, traced. */
  static ApplicationBuilder of(ApplicationBuilder declared, Emission emission) {
    TracedApplication traced =
        new TracedApplication(new ApplicationBuilder(declared, declared.batch()), emission);
    declared.sources().forEach(traced::addSource);
    declared.functions().forEach(traced::addFunction);
    declared.derivations().forEach(traced.copy::derive);
    declared.faults().forEach(traced.copy::fault);
    declared
        .sinks()
        .forEach(sink -> traced.copy.sink(as(sink.topic()), as(sink.sink())).name(sink.name()));
    return traced.copy;
  }

  @SuppressWarnings("unchecked")
  private static <T> T as(Object value) {
    return (T) value;
  }

  private <T> void addSource(SourceSpec<T> spec) {
    SourceSpec<T> source = copy.source(spec.topic(), spec.source()).name(spec.name());
    source.disorder(spec.disorder()).onMalformed(spec.malformed());
    spec.eventTime().ifPresent(source::eventTime);
    spec.idleAfter().ifPresent(source::idleAfter);
    spec.alignment().ifPresent(source::alignWithin);
  }

  private void addFunction(FunctionSpec<?> spec) {
    List<FunctionSpec.Handler<Object, Object>> handlers =
        spec.inputs().stream()
            .map(
                input ->
                    TracedApplication.<FunctionSpec.Handler<Object, Object>>as(input.handler()))
            .toList();
    Topic<Object> first = as(spec.inputs().get(0).topic());
    FunctionSpec<TracedFunction> function =
        copy.function(
            spec.name(),
            first,
            () ->
                new TracedFunction(
                    spec.name(), (StreamFunction<?>) spec.factory().get(), handlers, emission));
    for (int i = 1; i < handlers.size(); i++) {
      int input = i;
      Topic<Object> topic = as(spec.inputs().get(i).topic());
      function.input(topic, (target, record, context) -> target.onRecord(input, record, context));
    }
    function.declares(spec);
  }
}
