package io.millrace.runtime.plan;

import io.millrace.functions.stream.Combiner;
import io.millrace.functions.stream.Derivation;
import io.millrace.runtime.codec.Schema;

/**
 * A derivation as the engine runs it.
 *
 * @param index its place among all derivations of the application
 * @param to the topic that it puts records on
 * @param spec what the user wrote
 * @param combiner how values are combined on the way, or null
 * @param largestBytes no encoded value on that topic is longer; {@link Integer#MAX_VALUE} if it is
 *     not known
 */
public record DerivationPlan(
    int index,
    TopicPlan to,
    Derivation<Object, Object> spec,
    Combiner<Object, Object> combiner,
    int largestBytes) {

  DerivationPlan(int index, TopicPlan to, Derivation<Object, Object> spec) {
    this(
        index,
        to,
        spec,
        spec.combiner().orElse(null),
        spec.combiner().isPresent() ? largestBytes(to) : 0);
  }

  private static int largestBytes(TopicPlan topic) {
    boolean ours = topic.codec() != null && topic.topic().codec().isEmpty();
    return ours
        ? Schema.of(topic.topic().type()).largestBytes().orElse(Integer.MAX_VALUE)
        : Integer.MAX_VALUE;
  }
}
