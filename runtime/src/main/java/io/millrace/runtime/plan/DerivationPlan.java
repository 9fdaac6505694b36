package io.millrace.runtime.plan;

import io.millrace.functions.stream.Combiner;
import io.millrace.functions.stream.Derivation;

/**
 * A derivation as the engine runs it.
 *
 * @param index its place among all derivations of the application
 * @param to the topic that it puts records on
 * @param spec what the user wrote
 * @param combiner how values are combined on the way, or null
 */
public record DerivationPlan(
    int index, TopicPlan to, Derivation<Object, Object> spec, Combiner<Object, Object> combiner) {

  DerivationPlan(int index, TopicPlan to, Derivation<Object, Object> spec) {
    this(index, to, spec, spec.combiner().orElse(null));
  }
}
