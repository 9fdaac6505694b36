package io.millrace.runtime.plan;

import io.millrace.functions.Codec;
import io.millrace.functions.ListSpec;
import io.millrace.functions.MapSpec;
import io.millrace.functions.StateDeclaration;
import io.millrace.functions.StateSpec;
import io.millrace.runtime.codec.Codecs;
import io.millrace.runtime.codec.Schema;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Codecs that read what older code versions wrote as the types of today: field by field, by name.
 * Immutable.
 */
public final class OlderCodecs {
  private final int current;
  private final Map<Integer, Map<String, Codec<Object>>> byVersion = new HashMap<>();

  /**
   * Compares what older versions wrote with the types of today.
   *
   * @throws InvalidApplicationException if something cannot be carried over; lists every fault
   */
  public OlderCodecs(ApplicationPlan plan, SchemaHistory history, int current) {
    this.current = current;
    List<String> faults = new ArrayList<>();
    Map<String, Type> types = types(plan);
    Map<String, String> shapes = shapes(plan);
    for (int version : history.versions().keySet()) {
      if (version != current) {
        Map<String, Codec<Object>> codecs = new HashMap<>();
        byVersion.put(version, codecs);
        types.forEach(
            (element, type) -> {
              String then = history.shape(version, element);
              String now = shapes.get(element);
              if (then != null && !then.equals(now)) {
                carryOver(element, then, now, type, faults, codecs);
              }
            });
      }
    }
    if (!faults.isEmpty()) {
      throw new InvalidApplicationException(plan.name(), faults);
    }
  }

  /** Nothing older. */
  public static OlderCodecs none() {
    return new OlderCodecs();
  }

  private OlderCodecs() {
    current = 0;
  }

  @SuppressWarnings("unchecked")
  private static void carryOver(
      String element,
      String then,
      String now,
      Type type,
      List<String> faults,
      Map<String, Codec<Object>> codecs) {
    String thenKind = then.substring(0, then.indexOf(' '));
    String nowKind = now.substring(0, now.indexOf(' '));
    String thenSchema = then.substring(then.indexOf(' ') + 1);
    String nowSchema = now.substring(now.indexOf(' ') + 1);
    if (!thenKind.equals(nowKind)) {
      faults.add(
          element
              + " cannot be carried over: was="
              + thenKind
              + ", is="
              + nowKind
              + " (! means that it expires); give it another name");
      return;
    }
    if (thenSchema.equals(SchemaHistory.CUSTOM) || nowSchema.equals(SchemaHistory.CUSTOM)) {
      if (!thenSchema.equals(nowSchema)) {
        faults.add(
            element + " cannot be carried over: its codec was changed; give it another name");
      }
      return;
    }
    List<String> problems =
        Schema.incompatibilities(Schema.parse(thenSchema), Schema.parse(nowSchema));
    problems.forEach(problem -> faults.add(element + " cannot be carried over: " + problem));
    if (problems.isEmpty()) {
      codecs.put(element, (Codec<Object>) Codecs.reading(Schema.parse(thenSchema), type));
    }
  }

  /** What a plan writes, by element, as {@link SchemaHistory} keeps it. */
  public static Map<String, String> shapes(ApplicationPlan plan) {
    Map<String, String> shapes = new HashMap<>();
    for (TopicPlan topic : plan.topics()) {
      boolean custom = topic.topic().codec().isPresent();
      shapes.put(element(topic), "topic " + schema(custom, topic.topic().type()));
    }
    for (FunctionPlan function : plan.functions()) {
      for (StatePlan state : function.states()) {
        shapes.put(
            element(function, state),
            kind(state) + " " + schema(isCustom(state), type(state.declaration())));
      }
    }
    return shapes;
  }

  private static String schema(boolean custom, Type type) {
    return custom ? SchemaHistory.CUSTOM : Schema.of(type).toString();
  }

  private static boolean isCustom(StatePlan state) {
    return state.declaration() instanceof StateSpec<?> value && value.codec().isPresent();
  }

  private static String kind(StatePlan state) {
    String kind =
        state.declaration() instanceof StateSpec<?>
            ? "value"
            : state.keyCodec() == null ? "list" : "map";
    return state.expiryMs() > 0 ? kind + "!" : kind;
  }

  private static Map<String, Type> types(ApplicationPlan plan) {
    Map<String, Type> types = new HashMap<>();
    plan.topics().forEach(topic -> types.put(element(topic), topic.topic().type()));
    for (FunctionPlan function : plan.functions()) {
      for (StatePlan state : function.states()) {
        types.put(element(function, state), type(state.declaration()));
      }
    }
    return types;
  }

  private static Type type(StateDeclaration declared) {
    if (declared instanceof StateSpec<?> value) {
      return value.type();
    }
    return declared instanceof ListSpec<?> list
        ? list.type()
        : ((MapSpec<?, ?>) declared).valueType();
  }

  private static String element(TopicPlan topic) {
    return "topic/" + topic.topic().name();
  }

  private static String element(FunctionPlan function, StatePlan state) {
    return "state/" + function.name() + "/" + state.declaration().name();
  }

  /** Reads values of a topic that a code version wrote. */
  public Codec<Object> topic(TopicPlan topic, int version) {
    if (version == current || byVersion.isEmpty()) {
      return topic.codec();
    }
    return byVersion.getOrDefault(version, Map.of()).getOrDefault(element(topic), topic.codec());
  }

  /** Reads values of a state that a code version wrote; null if they are what they are today. */
  public Codec<Object> state(FunctionPlan function, StatePlan state, int version) {
    return byVersion.getOrDefault(version, Map.of()).get(element(function, state));
  }
}
