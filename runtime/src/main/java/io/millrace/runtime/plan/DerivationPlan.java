package io.millrace.runtime.plan;

import io.millrace.functions.stream.Combiner;
import io.millrace.functions.stream.Derivation;
import io.millrace.runtime.codec.Schema;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * A derivation as the engine runs it.
 *
 * @param index its place among all derivations of the application
 * @param to the topic that it puts records on
 * @param spec what the user wrote
 * @param combiner how values are combined on the way, or null
 * @param largestBytes no encoded value on that topic is longer; {@link Integer#MAX_VALUE} if it is
 *     not known
 * @param oneBytes the same of what one value makes, as far as its type tells: with one element in
 *     each list
 */
public record DerivationPlan(
    int index,
    TopicPlan to,
    Derivation<Object, Object> spec,
    Combiner<Object, Object> combiner,
    int largestBytes,
    int oneBytes) {

  DerivationPlan(int index, TopicPlan to, Derivation<Object, Object> spec) {
    this(
        index,
        to,
        spec,
        spec.combiner().orElse(null),
        largestBytes(spec, to, Schema::largestBytes),
        largestBytes(spec, to, Schema::largestBytesOfOne));
  }

  private static int largestBytes(
      Derivation<?, ?> spec, TopicPlan topic, Function<Schema, OptionalInt> of) {
    if (spec.combiner().isEmpty()) {
      return 0;
    }
    boolean ours = topic.codec() != null && topic.topic().codec().isEmpty();
    return ours
        ? of.apply(Schema.of(topic.topic().type())).orElse(Integer.MAX_VALUE)
        : Integer.MAX_VALUE;
  }
}
