package io.millrace.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.functions.FailurePolicy;
import io.millrace.functions.ListSpec;
import io.millrace.functions.MapSpec;
import io.millrace.functions.StateDeclaration;
import io.millrace.functions.StateSpec;
import io.millrace.functions.connect.Published;
import io.millrace.runtime.plan.ApplicationPlan;
import io.millrace.runtime.plan.DerivationPlan;
import io.millrace.runtime.plan.FunctionPlan;
import io.millrace.runtime.plan.SinkPlan;
import io.millrace.runtime.plan.SourcePlan;
import io.millrace.runtime.plan.StatePlan;
import io.millrace.runtime.plan.TopicPlan;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an application is made of, for people and tools.
 *
 * @param application its name
 * @param sources what feeds it
 * @param topics its topics
 * @param functions its functions, emitters before readers
 * @param sinks what it writes
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Topology(
    String application,
    List<SourceView> sources,
    List<TopicView> topics,
    List<FunctionView> functions,
    List<SinkView> sinks) {

  /** A source; {@code address} is how it describes itself. */
  record SourceView(
      String name,
      String topic,
      String address,
      boolean bounded,
      String malformed,
      String disorder) {}

  /** A topic with those that feed it and read it. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record TopicView(
      String name,
      String type,
      boolean keyed,
      boolean broadcast,
      String retention,
      boolean journaled,
      List<String> fedBy,
      List<String> readBy) {}

  /** A function with all that it declares. */
  record FunctionView(
      String name,
      List<String> inputs,
      List<String> emits,
      List<StateView> state,
      List<String> timers,
      List<String> calls,
      String onFailure) {}

  /** State of a function; {@code kind} is value, list, map or shared value. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record StateView(String name, String kind, String type, String expiry) {}

  /** A sink. */
  record SinkView(String name, String topic, String address) {}

  static Topology of(ApplicationPlan plan) {
    return new Topology(
        plan.name(),
        plan.sources().stream().map(Topology::source).toList(),
        topics(plan),
        plan.functions().stream().map(Topology::function).toList(),
        plan.sinks().stream().map(Topology::sink).toList());
  }

  static List<TopicView> topics(ApplicationPlan plan) {
    return plan.topics().stream().map(topic -> topic(plan, topic)).toList();
  }

  private static SourceView source(SourcePlan source) {
    Object from = source.spec().source();
    return new SourceView(
        source.name(),
        source.topic().topic().name(),
        from instanceof Published<?> ? "published by clients" : from.toString(),
        source.spec().source().bounded(),
        text(source.spec().malformed()),
        text(source.spec().disorder()));
  }

  private static TopicView topic(ApplicationPlan plan, TopicPlan topic) {
    List<String> fedBy = new ArrayList<>();
    List<String> readBy = new ArrayList<>();
    boolean keyed = topic.topic().isKeyed();
    for (SourcePlan source : plan.sources()) {
      if (source.topic() == topic || source.deadLetters() == topic) {
        fedBy.add("source " + source.name());
      }
    }
    for (TopicPlan from : plan.topics()) {
      for (DerivationPlan derivation : from.derivations()) {
        if (derivation.to() == topic) {
          fedBy.add("topic " + from + " (" + derivation.spec() + ")");
          keyed |= derivation.combiner() != null;
        }
      }
    }
    for (DerivationPlan derivation : topic.derivations()) {
      readBy.add("topic " + derivation.to());
    }
    for (FunctionPlan function : plan.functions()) {
      if (function.emits().contains(topic)) {
        fedBy.addAll(ways(function, topic));
      }
      if (function.inputs().contains(topic)) {
        readBy.add("function " + function.name());
      }
    }
    for (SinkPlan sink : plan.sinks()) {
      if (sink.topic() == topic) {
        readBy.add("sink " + sink.name());
      }
    }
    return new TopicView(
        topic.topic().name(),
        typeName(topic.topic().type()),
        keyed,
        topic.topic().isBroadcast(),
        topic.topic().retention().map(Topology::text).orElse(null),
        topic.isJournaled(),
        fedBy,
        readBy);
  }

  /** Each way from a function to a topic, with the stateless steps on it. */
  private static List<String> ways(FunctionPlan function, TopicPlan topic) {
    String name = "function " + function.name();
    List<String> steps = function.spec().stepsTo(topic.topic());
    return steps.isEmpty()
        ? List.of(name)
        : steps.stream()
            .map(text -> text.isEmpty() ? name : name + " (" + text + ")")
            .distinct()
            .toList();
  }

  private static FunctionView function(FunctionPlan function) {
    return new FunctionView(
        function.name(),
        function.inputs().stream().map(TopicPlan::toString).toList(),
        function.emits().stream().map(TopicPlan::toString).toList(),
        function.states().stream().map(Topology::state).toList(),
        function.timers().stream()
            .map(timer -> timer.spec().name() + " (" + text(timer.spec().time()) + " time)")
            .toList(),
        function.calls().stream().map(call -> call.call().name()).toList(),
        policy(function.failurePolicy()));
  }

  private static StateView state(StatePlan state) {
    StateDeclaration declared = state.declaration();
    String expiry = state.expiryMs() == 0 ? null : text(Duration.ofMillis(state.expiryMs()));
    if (declared instanceof StateSpec<?> value) {
      String kind = value.isShared() ? "shared value" : "value";
      return new StateView(value.name(), kind, typeName(value.type()), expiry);
    }
    if (declared instanceof ListSpec<?> list) {
      return new StateView(list.name(), "list", typeName(list.type()), expiry);
    }
    MapSpec<?, ?> map = (MapSpec<?, ?>) declared;
    String types = typeName(map.keyType()) + " -> " + typeName(map.valueType());
    return new StateView(map.name(), map.isShared() ? "shared map" : "map", types, expiry);
  }

  private static SinkView sink(SinkPlan sink) {
    return new SinkView(sink.name(), sink.topic().topic().name(), sink.spec().sink().toString());
  }

  private static String text(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static String policy(FailurePolicy policy) {
    String action = text(policy.action()).replace('_', ' ');
    return policy.attempts() == 1
        ? action
        : "retry " + (policy.attempts() - 1) + ", then " + action;
  }

  /** {@code Order}, {@code WindowPartial<Long>}: without packages. */
  private static String typeName(Type type) {
    if (type instanceof ParameterizedType generic) {
      return Stream.of(generic.getActualTypeArguments())
          .map(Topology::typeName)
          .collect(Collectors.joining(", ", typeName(generic.getRawType()) + "<", ">"));
    }
    return type instanceof Class<?> of ? of.getSimpleName() : type.getTypeName();
  }

  /** {@code 1d}, {@code 2h30m}, {@code 0s}. */
  private static String text(Duration duration) {
    if (duration.toDaysPart() > 0 && duration.minusDays(duration.toDays()).isZero()) {
      return duration.toDays() + "d";
    }
    String text = duration.toString().substring(2).toLowerCase(Locale.ROOT);
    return text;
  }
}
