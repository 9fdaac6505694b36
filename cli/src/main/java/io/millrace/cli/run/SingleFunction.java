package io.millrace.cli.run;

import io.millrace.cli.WrongUsageException;
import io.millrace.cluster.code.ApplicationJar;
import io.millrace.cluster.code.LoadedApplication;
import io.millrace.functions.Application;
import io.millrace.functions.ApplicationBuilder;
import io.millrace.functions.AsyncCall;
import io.millrace.functions.ByteOutput;
import io.millrace.functions.Codec;
import io.millrace.functions.FunctionSpec;
import io.millrace.functions.StateDeclaration;
import io.millrace.functions.StreamFunction;
import io.millrace.functions.TimerSpec;
import io.millrace.functions.Topic;
import io.millrace.runtime.codec.Codecs;
import io.millrace.runtime.state.Hash;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * Makes an application of one class. A {@link StreamFunction} is bound by its static final
 * constants: they are its declarations. A {@link Function} is bound to topics made here: values of
 * its parameter's type come in, values of its result's type go out.
 */
public final class SingleFunction {
  private final Class<?> type;
  private final ClassLoader loader;
  private final List<Binding> inputs;
  private final List<Binding> outputs;

  private SingleFunction(
      Class<?> type, ClassLoader loader, List<Binding> inputs, List<Binding> outputs) {
    this.type = type;
    this.loader = loader;
    this.inputs = inputs;
    this.outputs = outputs;
  }

  /** The application that is one class of a jar. */
  public static LoadedApplication of(
      ApplicationJar jar, String className, List<Binding> inputs, List<Binding> outputs) {
    Class<?> type = jar.type(className);
    SingleFunction function = new SingleFunction(type, jar.loader(), inputs, outputs);
    return new LoadedApplication(function.name(), function.application(), jar.hash());
  }

  private String name() {
    return type.getSimpleName().replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
  }

  private Application application() {
    if (inputs.isEmpty()) {
      throw new WrongUsageException(
          "input missing: function=" + type.getName() + "; add --in TOPIC=URI");
    }
    if (StreamFunction.class.isAssignableFrom(type)) {
      return this::defineStreamFunction;
    }
    if (Function.class.isAssignableFrom(type)) {
      return this::definePlainFunction;
    }
    throw new WrongUsageException(
        "not a function: class="
            + type.getName()
            + "; it must be a "
            + StreamFunction.class.getName()
            + " or a "
            + Function.class.getName());
  }

  @SuppressWarnings("unchecked")
  private void defineStreamFunction(ApplicationBuilder app) {
    Constants constants = Constants.of(type);
    Topic<Object> first = constants.topic(inputs.get(0).topic(), type);
    FunctionSpec<StreamFunction<Object>> spec =
        app.function(name(), first, () -> ApplicationJar.instance(type, StreamFunction.class));
    for (Binding input : inputs) {
      Topic<Object> topic = constants.topic(input.topic(), type);
      checkType(topic);
      if (!topic.equals(first)) {
        spec.input(topic, StreamFunction::onRecord);
      }
      app.source(topic, input.source(loader));
    }
    constants.states.forEach(spec::state);
    constants.timers.forEach(spec::timer);
    constants.calls.forEach(spec::calls);
    constants.topics.values().stream()
        .filter(topic -> inputs.stream().noneMatch(in -> in.topic().equals(topic.name())))
        .forEach(spec::emits);
    for (Binding output : outputs) {
      Topic<Object> topic = constants.topic(output.topic(), type);
      app.sink(topic, output.sink(loader));
    }
  }

  private void checkType(Topic<?> topic) {
    Type[] arguments = TypeArguments.of(type, StreamFunction.class);
    if (arguments != null
        && arguments[0] instanceof Class<?> takes
        && topic.type() instanceof Class<?> holds
        && !takes.isAssignableFrom(holds)) {
      throw new WrongUsageException(
          "topic of another type: topic="
              + topic
              + ", values="
              + holds.getName()
              + ", function="
              + type.getName()
              + ", takes="
              + takes.getName()
              + "; bind another topic with --in");
    }
  }

  @SuppressWarnings("unchecked")
  private void definePlainFunction(ApplicationBuilder app) {
    if (inputs.size() != 1 || outputs.size() != 1) {
      throw new WrongUsageException(
          "a plain function has one input and one output: class="
              + type.getName()
              + ", in="
              + inputs.size()
              + ", out="
              + outputs.size()
              + "; give one --in and one --out");
    }
    Type[] arguments = TypeArguments.of(type, Function.class);
    Topic<Object> in = topic(inputs.get(0).topic(), arguments[0]);
    Topic<Object> out = topic(outputs.get(0).topic(), arguments[1]);
    Function<Object, Object> body = ApplicationJar.instance(type, Function.class);
    app.source(in, inputs.get(0).source(loader));
    app.function(name(), in, body, out);
    app.sink(out, outputs.get(0).sink(loader));
  }

  /** A topic whose records are spread evenly: a plain function does not care for keys. */
  @SuppressWarnings("unchecked")
  private Topic<Object> topic(String topic, Type values) {
    if (!(values instanceof Class<?> of)) {
      throw new WrongUsageException(
          "type of values not known: class="
              + type.getName()
              + ", topic="
              + topic
              + ", type="
              + values.getTypeName()
              + "; let the function take and give plain classes, such as records");
    }
    Codec<Object> codec = (Codec<Object>) Codecs.of(of);
    return Topic.of(topic, (Class<Object>) of).keyedBy(value -> hash(codec, value));
  }

  private static long hash(Codec<Object> codec, Object value) {
    ByteOutput out = new ByteOutput(128);
    codec.encode(value, out);
    return Hash.of(out.array(), 0, out.length());
  }

  /** The constants of a class and of those that it extends. */
  private static final class Constants {
    private final Map<String, Topic<Object>> topics = new LinkedHashMap<>();
    private final List<StateDeclaration> states = new ArrayList<>();
    private final List<TimerSpec> timers = new ArrayList<>();
    private final List<AsyncCall<?, ?>> calls = new ArrayList<>();

    static Constants of(Class<?> type) {
      Constants constants = new Constants();
      for (Class<?> at = type; at != null && at != Object.class; at = at.getSuperclass()) {
        for (Field field : at.getDeclaredFields()) {
          if (Modifier.isStatic(field.getModifiers()) && Modifier.isFinal(field.getModifiers())) {
            constants.add(field);
          }
        }
      }
      return constants;
    }

    @SuppressWarnings("unchecked")
    private void add(Field field) {
      Object value;
      try {
        field.setAccessible(true);
        value = field.get(null);
      } catch (IllegalAccessException e) {
        throw new IllegalStateException(e); // it was made accessible
      }
      if (value instanceof Topic<?> topic) {
        topics.put(topic.name(), (Topic<Object>) topic);
      } else if (value instanceof StateDeclaration state) {
        states.add(state);
      } else if (value instanceof TimerSpec timer) {
        timers.add(timer);
      } else if (value instanceof AsyncCall<?, ?> call) {
        calls.add(call);
      }
    }

    private Topic<Object> topic(String name, Class<?> type) {
      Topic<Object> topic = topics.get(name);
      if (topic == null) {
        throw new WrongUsageException(
            "unknown topic: topic="
                + name
                + ", function="
                + type.getName()
                + "; its static final Topic constants are "
                + topics.keySet());
      }
      return topic;
    }
  }
}
