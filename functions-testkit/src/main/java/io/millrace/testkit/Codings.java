package io.millrace.testkit;

import io.millrace.functions.Codec;
import io.millrace.functions.ListSpec;
import io.millrace.functions.MapSpec;
import io.millrace.functions.StateSpec;
import io.millrace.functions.Topic;
import io.millrace.runtime.codec.Codecs;
import java.lang.reflect.Type;
import java.util.HashMap;
import java.util.Map;

/** The codecs of what one function uses, made at first use. */
final class Codings {
  private final Map<String, Codec<?>> codecs = new HashMap<>();

  Codec<Object> of(Topic<?> topic) {
    return codec("topic " + topic.name(), topic.codec().orElse(null), topic.type());
  }

  Codec<Object> of(StateSpec<?> state) {
    return codec("state " + state.name(), state.codec().orElse(null), state.type());
  }

  Codec<Object> of(ListSpec<?> state) {
    return codec("state " + state.name(), null, state.type());
  }

  Codec<Object> of(MapSpec<?, ?> state) {
    return codec("state " + state.name(), null, state.valueType());
  }

  @SuppressWarnings("unchecked")
  private Codec<Object> codec(String name, Codec<?> own, Type type) {
    return (Codec<Object>)
        codecs.computeIfAbsent(name, absent -> own != null ? own : Codecs.of(type));
  }
}
