package io.millrace.testkit;

import io.millrace.functions.Application;
import io.millrace.functions.ApplicationBuilder;
import io.millrace.functions.FunctionSpec;
import io.millrace.functions.Settings;
import io.millrace.functions.SinkSpec;
import io.millrace.functions.SourceSpec;
import io.millrace.functions.StreamFunction;
import io.millrace.functions.Topic;
import io.millrace.functions.connect.Published;
import io.millrace.functions.connect.Sink;
import io.millrace.functions.stream.Derivation;
import io.millrace.runtime.plan.ApplicationPlan;
import io.millrace.runtime.plan.InvalidApplicationException;
import io.millrace.runtime.plan.NameRegistry;
import io.millrace.runtime.plan.PlanCompiler;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An application made ready for a test: what functions emit is journaled, so that it can be read;
 * topics that nobody feeds can be sent to and have watermarks; functions are watched. Sources and
 * sinks are declared as they were and never opened.
 */
final class Blueprint {
  private static final String ADDED = "testkit.";

  private final String name;
  private final ApplicationBuilder declared;
  private final ApplicationBuilder tested;
  private final Map<String, Class<?>> classes = new HashMap<>();
  private final ApplicationPlan plan;

  /**
   * Declares the application.
   *
   * @throws InvalidApplicationException if it cannot run; lists every fault
   */
  Blueprint(Application application, TestSettings settings) {
    this.name = nameOf(application);
    this.declared = new ApplicationBuilder(Settings.of(settings.settings()), settings.batch());
    define(application);
    this.tested = new ApplicationBuilder(declared, declared.batch());
    declared.sources().forEach(this::addSource);
    declared.functions().forEach(this::addFunction);
    declared.derivations().forEach(tested::derive);
    declared.faults().forEach(tested::fault);
    declared.sinks().forEach(this::addSink);
    addWhatIsMissing();
    this.plan = compile();
  }

  private static String nameOf(Application application) {
    Class<?> type = application.getClass();
    return type.isHidden() || type.isSynthetic() ? "test" : application.name();
  }

  private void define(Application application) {
    try {
      application.define(declared);
    } catch (IllegalArgumentException e) {
      if (e.getMessage() != null && e.getMessage().startsWith("setting missing")) {
        throw new IllegalArgumentException(
            e.getMessage()
                + ", in a test with TestSettings.defaults().withSetting(name, value):"
                + " sources and sinks are not opened, so any path will do",
            e);
      }
      throw e;
    }
  }

  private <T> void addSource(SourceSpec<T> spec) {
    SourceSpec<T> copy = tested.source(spec.topic(), spec.source()).name(spec.name());
    copy.disorder(spec.disorder()).onMalformed(spec.malformed());
    spec.eventTime().ifPresent(copy::eventTime);
    spec.idleAfter().ifPresent(copy::idleAfter);
    spec.alignment().ifPresent(copy::alignWithin);
  }

  private <T> void addSink(SinkSpec<T> spec) {
    tested.sink(spec.topic(), spec.sink()).name(spec.name());
  }

  @SuppressWarnings("unchecked")
  private void addFunction(FunctionSpec<?> spec) {
    List<FunctionSpec.Handler<Object, Object>> handlers =
        spec.inputs().stream()
            .map(input -> (FunctionSpec.Handler<Object, Object>) input.handler())
            .toList();
    Topic<Object> first = (Topic<Object>) spec.inputs().get(0).topic();
    FunctionSpec<WatchedFunction> copy =
        tested.function(spec.name(), first, () -> instance(spec, handlers));
    for (int i = 1; i < handlers.size(); i++) {
      int input = i;
      copy.input(
          (Topic<Object>) spec.inputs().get(i).topic(),
          (function, record, context) -> function.onRecord(input, record, context));
    }
    copy.declares(spec);
  }

  private WatchedFunction instance(
      FunctionSpec<?> spec, List<FunctionSpec.Handler<Object, Object>> handlers) {
    StreamFunction<?> target = (StreamFunction<?>) spec.factory().get();
    if (target == null) {
      return null;
    }
    classes.put(spec.name(), target.getClass());
    return new WatchedFunction(spec.name(), target, handlers);
  }

  private void addWhatIsMissing() {
    Set<Topic<?>> fed = new HashSet<>();
    declared.sources().forEach(source -> fed.add(source.topic()));
    declared.functions().forEach(function -> fed.addAll(function.emits()));
    declared.derivations().forEach(derivation -> fed.add(derivation.to()));
    Set<Topic<?>> written = new HashSet<>();
    for (FunctionSpec<?> function : declared.functions()) {
      for (FunctionSpec.Input<?, ?> input : function.inputs()) {
        feed(input.topic(), fed);
      }
      function.emits().forEach(topic -> write(topic, written));
    }
    for (Derivation<?, ?> derivation : declared.derivations()) {
      feed(derivation.from(), fed);
      write(derivation.to(), written);
    }
  }

  private void feed(Topic<?> topic, Set<Topic<?>> fed) {
    if (fed.add(topic)) {
      tested.source(topic, Published.byClients()).name(ADDED + topic.name());
    }
  }

  private void write(Topic<?> topic, Set<Topic<?>> written) {
    if (written.add(topic)) {
      tested.sink(topic, unopened()).name(ADDED + topic.name());
    }
  }

  private static <T> Sink<T> unopened() {
    return start -> {
      throw new IllegalStateException("sinks are not opened in tests: sink=" + start.name());
    };
  }

  private ApplicationPlan compile() {
    try {
      return PlanCompiler.compile(name, tested, new NameRegistry());
    } catch (InvalidApplicationException e) {
      PlanCompiler.compile(name, declared, new NameRegistry());
      throw e;
    }
  }

  ApplicationPlan plan() {
    return plan;
  }

  /** The classes of the functions that were made, by the functions' names. */
  Map<String, Class<?>> classes() {
    return classes;
  }

  /** Event time of a value on a topic, as the topic's source says; {@code nowMs} if it does not. */
  @SuppressWarnings("unchecked")
  long eventTimeOf(Topic<?> topic, Object value, long nowMs) {
    for (SourceSpec<?> spec : declared.sources()) {
      if (spec.topic().equals(topic) && spec.eventTime().isPresent()) {
        return ((SourceSpec<Object>) spec).eventTime().get().applyAsLong(value);
      }
    }
    return nowMs;
  }
}
