package io.millrace.runtime.plan;

import io.millrace.functions.ApplicationBuilder;
import io.millrace.functions.AsyncCall;
import io.millrace.functions.Codec;
import io.millrace.functions.DeadLetter;
import io.millrace.functions.FailurePolicy;
import io.millrace.functions.FunctionSpec;
import io.millrace.functions.ListSpec;
import io.millrace.functions.MapSpec;
import io.millrace.functions.SinkSpec;
import io.millrace.functions.SourceSpec;
import io.millrace.functions.Spans;
import io.millrace.functions.StateDeclaration;
import io.millrace.functions.StateSpec;
import io.millrace.functions.TimerSpec;
import io.millrace.functions.Topic;
import io.millrace.functions.stream.Derivation;
import io.millrace.runtime.codec.Codecs;
import io.millrace.runtime.codec.KeyCodec;
import io.millrace.runtime.plan.NameRegistry.Space;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Checks an application as a whole and numbers what is in it. One use. */
public final class PlanCompiler {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,199}");
  private static final Duration DEAD_LETTERS_KEPT = Duration.ofDays(7);

  private final String name;
  private final ApplicationBuilder app;
  private final NameRegistry names;
  private final List<String> faults = new ArrayList<>();
  private final Map<String, TopicPlan> topics = new LinkedHashMap<>();

  private PlanCompiler(String name, ApplicationBuilder app, NameRegistry names) {
    this.name = name;
    this.app = app;
    this.names = names;
  }

  /**
   * Compiles an application.
   *
   * @param names numbers given out before; new names are added
   * @throws InvalidApplicationException if it cannot run; lists every fault
   */
  public static ApplicationPlan compile(String name, ApplicationBuilder app, NameRegistry names) {
    return new PlanCompiler(name, app, names).compile();
  }

  private ApplicationPlan compile() {
    faults.addAll(app.faults());
    // what could not be declared for a fault would else be told as missing
    if (faults.isEmpty() && app.functions().isEmpty() && app.derivations().isEmpty()) {
      faults.add("no functions; bind at least one with app.function(...) or app.stream(...)");
    }
    List<SourcePlan> sources = sources();
    derivations();
    List<FunctionPlan> functions = functions();
    List<SinkPlan> sinks = sinks();
    for (TopicPlan topic : topics.values()) {
      if (!topic.isEmitted() && !topic.isSourced() && topic.bindings().length == 0) {
        faults.add(
            "topic never fed: topic=" + topic + "; add a source or a function that emits to it");
      }
    }
    if (!faults.isEmpty()) {
      throw new InvalidApplicationException(name, faults);
    }
    return new ApplicationPlan(
        name,
        app,
        List.copyOf(topics.values()),
        functions,
        sources,
        sinks,
        names.number(Space.TABLE, "async"));
  }

  private void checkName(String what, String given, Set<String> taken) {
    if (!NAME.matcher(given).matches()) {
      faults.add(
          what
              + " name not allowed: name='"
              + given
              + "'; letters, digits, dots, dashes and underscores, 200 at most");
    } else if (!taken.add(given)) {
      faults.add(what + " name used twice: name=" + given + "; names are unique");
    }
  }

  private TopicPlan topic(Topic<?> topic) {
    TopicPlan known = topics.get(topic.name());
    if (known != null) {
      checkSame(known.topic(), topic);
      return known;
    }
    checkName("topic", topic.name(), new HashSet<>());
    int number = names.number(Space.TOPIC, topic.name());
    Codec<?> codec =
        topic.codec().isPresent()
            ? topic.codec().get()
            : codec("topic=" + topic.name(), topic.type());
    TopicPlan plan = new TopicPlan(number, topic, codec);
    topics.put(topic.name(), plan);
    return plan;
  }

  private void checkSame(Topic<?> known, Topic<?> topic) {
    if (!known.type().equals(topic.type())
        || known.isBroadcast() != topic.isBroadcast()
        || known.isKeyed() != topic.isKeyed()
        || !known.retention().equals(topic.retention())) {
      faults.add(
          "topic declared twice and differently: topic="
              + topic.name()
              + "; use one constant everywhere");
    }
  }

  @SuppressWarnings("unchecked")
  private Codec<Object> codec(String where, Type type) {
    try {
      return (Codec<Object>) Codecs.of(type);
    } catch (IllegalArgumentException e) {
      faults.add(where + ": " + e.getMessage());
      return null;
    }
  }

  @SuppressWarnings("unchecked")
  private Codec<Object> keyCodec(String where, Class<?> type) {
    try {
      return (Codec<Object>) (Codec<?>) KeyCodec.codecOf(type);
    } catch (IllegalArgumentException e) {
      faults.add(where + ": " + e.getMessage());
      return null;
    }
  }

  private static Topic<DeadLetter> deadLetters(String of) {
    return Topic.of(of + ".dead-letter", DeadLetter.class)
        .keyedBy(DeadLetter::key)
        .retained(DEAD_LETTERS_KEPT);
  }

  @SuppressWarnings("unchecked")
  private List<SourcePlan> sources() {
    List<SourcePlan> plans = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    for (SourceSpec<?> spec : app.sources()) {
      checkName("source", spec.name(), taken);
      TopicPlan topic = topic(spec.topic());
      topic.markSourced();
      TopicPlan dead = null;
      if (spec.malformed() == SourceSpec.Malformed.DEAD_LETTER) {
        dead = topic(deadLetters(spec.name()));
        dead.markEmitted();
      }
      checkSpan(spec, "disorder", spec.disorder());
      spec.idleAfter().ifPresent(span -> checkSpan(spec, "idleAfter", span));
      checkAlignment(spec);
      plans.add(new SourcePlan((SourceSpec<Object>) spec, topic, dead));
    }
    return List.copyOf(plans);
  }

  private void checkSpan(SourceSpec<?> spec, String what, Duration span) {
    Spans.fault("source=" + spec.name() + ", " + what, span).ifPresent(faults::add);
  }

  private void checkAlignment(SourceSpec<?> spec) {
    if (spec.alignment().isEmpty()) {
      return;
    }
    checkSpan(spec, "alignWithin", spec.alignment().get());
    if (!spec.source().bounded() && spec.idleAfter().isEmpty()) {
      faults.add(
          "alignment without idleness: source="
              + spec.name()
              + "; a silent split would stop the others for ever: add .idleAfter(...)");
    }
  }

  @SuppressWarnings("unchecked")
  private List<SinkPlan> sinks() {
    List<SinkPlan> plans = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    for (SinkSpec<?> spec : app.sinks()) {
      checkName("sink", spec.name(), taken);
      TopicPlan topic = topic(spec.topic());
      topic.markJournaled();
      plans.add(new SinkPlan((SinkSpec<Object>) spec, topic));
    }
    return List.copyOf(plans);
  }

  @SuppressWarnings("unchecked")
  private void derivations() {
    int index = 0;
    for (Derivation<?, ?> derivation : app.derivations()) {
      TopicPlan from = topic(derivation.from());
      TopicPlan to = topic(derivation.to());
      if (isDerivedFrom(from.topic(), to.topic())) {
        faults.add(
            "topic derived from itself: topic="
                + to
                + ", from="
                + from
                + "; use a function where records go in a circle");
        continue;
      }
      from.derive(new DerivationPlan(index++, to, (Derivation<Object, Object>) derivation));
      to.markEmitted();
    }
  }

  /** Whether records of {@code root} come to be on {@code derived}. */
  private boolean isDerivedFrom(Topic<?> derived, Topic<?> root) {
    return new FunctionOrder(List.of(), app.derivations()).roots(derived).contains(root);
  }

  private List<FunctionPlan> functions() {
    FunctionOrder order = new FunctionOrder(app.functions(), app.derivations());
    List<FunctionSpec<Object>> ordered = order.ordered();
    Set<String> taken = new HashSet<>();
    for (FunctionSpec<?> spec : ordered) {
      checkName("function", spec.name(), taken);
      spec.emits().forEach(emitted -> topic(emitted).markEmitted());
    }
    List<FunctionPlan> plans = new ArrayList<>();
    for (FunctionSpec<Object> spec : ordered) {
      plans.add(function(plans.size(), spec, order));
    }
    return List.copyOf(plans);
  }

  private FunctionPlan function(int index, FunctionSpec<Object> spec, FunctionOrder order) {
    String of = "function=" + spec.name();
    List<TopicPlan> inputs = new ArrayList<>();
    List<FunctionPlan.ClockTopic> clocks = new ArrayList<>();
    Set<String> read = new HashSet<>();
    for (FunctionSpec.Input<Object, ?> input : spec.inputs()) {
      TopicPlan topic = topic(input.topic());
      if (!read.add(input.topic().name())) {
        faults.add("topic bound twice: " + of + ", topic=" + topic + "; bind it once");
      }
      topic.bind(new TopicPlan.Binding(index, inputs.size()));
      inputs.add(topic);
      if (!topic.topic().isBroadcast()) {
        order.roots(topic.topic()).forEach(root -> addClock(spec, topic(root), order, clocks));
      }
    }
    checkEventTimers(spec, order, clocks);
    List<TopicPlan> emits = new ArrayList<>(spec.emits().stream().map(this::topic).toList());
    TopicPlan dead = null;
    if (spec.failurePolicy().action() == FailurePolicy.Action.DEAD_LETTER) {
      dead = topic(deadLetters(spec.name()));
      dead.markEmitted();
      emits.add(dead);
    }
    return new FunctionPlan(
        index,
        names.number(Space.MEMBER, spec.name()),
        spec,
        List.copyOf(inputs),
        List.copyOf(emits),
        dead,
        states(spec),
        timers(spec),
        calls(spec),
        names.number(Space.TABLE, "timers/" + spec.name() + "/event"),
        names.number(Space.TABLE, "timers/" + spec.name() + "/processing"),
        names.number(Space.TABLE, "quarantine/" + spec.name()),
        List.copyOf(clocks));
  }

  /** Derived records keep their event time, so what counts is the topic that they come from. */
  private static void addClock(
      FunctionSpec<Object> spec,
      TopicPlan root,
      FunctionOrder order,
      List<FunctionPlan.ClockTopic> clocks) {
    boolean byPartitions = order.isEmitted(root.topic()) && !order.closesCycle(spec, root.topic());
    if ((root.isSourced() || byPartitions)
        && clocks.stream().noneMatch(clock -> clock.topic() == root)) {
      clocks.add(new FunctionPlan.ClockTopic(root, root.isSourced(), byPartitions));
    }
  }

  /** A function that nothing but cycles and broadcasts feed has no event clock. */
  private void checkEventTimers(
      FunctionSpec<Object> spec, FunctionOrder order, List<FunctionPlan.ClockTopic> clocks) {
    boolean clocked =
        !clocks.isEmpty()
            || spec.inputs().stream()
                .filter(input -> !input.topic().isBroadcast())
                .flatMap(input -> order.roots(input.topic()).stream())
                .anyMatch(root -> mayBePublished(root, order));
    if (clocked) {
      return;
    }
    for (TimerSpec timer : spec.timers()) {
      if (timer.time() == TimerSpec.TimeKind.EVENT) {
        faults.add(
            "event-time timer can never fire: function="
                + spec.name()
                + ", timer="
                + timer.name()
                + "; all its topics close cycles or are broadcast, so it has no event clock: use a"
                + " processing-time timer, or bind it to a topic that is fed from outside the cycle");
      }
    }
  }

  /** Whether nothing in the application feeds a topic, so that clients do. */
  private boolean mayBePublished(Topic<?> root, FunctionOrder order) {
    return app.sources().stream().noneMatch(source -> source.topic().equals(root))
        && order.roots(root).size() == 1
        && !order.isEmitted(root);
  }

  private List<FunctionPlan.TimerPlan> timers(FunctionSpec<Object> spec) {
    Set<String> taken = new HashSet<>();
    List<FunctionPlan.TimerPlan> plans = new ArrayList<>();
    for (TimerSpec timer : spec.timers()) {
      checkName("timer", timer.name(), taken);
      int number = names.number(Space.MEMBER, spec.name() + "/timer/" + timer.name());
      plans.add(new FunctionPlan.TimerPlan(timer, number));
    }
    return plans;
  }

  private List<StatePlan> states(FunctionSpec<Object> spec) {
    Set<String> taken = new HashSet<>();
    List<StatePlan> plans = new ArrayList<>();
    for (StateDeclaration declared : spec.states()) {
      checkName("state", declared.name(), taken);
      plans.add(state(spec, declared));
    }
    return plans;
  }

  @SuppressWarnings("unchecked")
  private StatePlan state(FunctionSpec<Object> spec, StateDeclaration declared) {
    String where = "state=" + spec.name() + "/" + declared.name();
    int table =
        names.number(Space.TABLE, ApplicationMetadata.STATE + spec.name() + "/" + declared.name());
    if (declared instanceof StateSpec<?> value) {
      Codec<?> codec = value.codec().isPresent() ? value.codec().get() : codec(where, value.type());
      return new StatePlan(
          declared, table, (Codec<Object>) codec, null, millis(value.expiry().orElse(null)));
    }
    if (declared instanceof ListSpec<?> list) {
      return new StatePlan(
          declared, table, codec(where, list.type()), null, millis(list.expiry().orElse(null)));
    }
    MapSpec<?, ?> map = (MapSpec<?, ?>) declared;
    return new StatePlan(
        declared,
        table,
        codec(where, map.valueType()),
        keyCodec(where, map.keyType()),
        millis(map.expiry().orElse(null)));
  }

  private static long millis(Duration duration) {
    return duration == null ? 0 : Math.max(1, duration.toMillis());
  }

  @SuppressWarnings("unchecked")
  private List<FunctionPlan.CallPlan> calls(FunctionSpec<Object> spec) {
    Set<String> taken = new HashSet<>();
    List<FunctionPlan.CallPlan> plans = new ArrayList<>();
    for (AsyncCall<?, ?> call : spec.calls()) {
      checkName("call", call.name(), taken);
      String where = "call=" + spec.name() + "/" + call.name();
      plans.add(
          new FunctionPlan.CallPlan(
              (AsyncCall<Object, Object>) call,
              names.number(Space.MEMBER, spec.name() + "/call/" + call.name()),
              codec(where, call.requestType()),
              codec(where, call.responseType())));
    }
    return plans;
  }
}
