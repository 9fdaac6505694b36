package io.millrace.runtime.plan;

import io.millrace.functions.SourceSpec;

/**
 * A source as the engine runs it.
 *
 * @param spec what the user wrote
 * @param topic the topic that it feeds
 * @param deadLetters where malformed input goes, or null
 */
public record SourcePlan(SourceSpec<Object> spec, TopicPlan topic, TopicPlan deadLetters) {

  public String name() {
    return spec.name();
  }

  /**
   * Whether a reader adds up values before it sends them. It may hold them back until so and so
   * many were read, never until some time has passed, so the source has to end; and what is added
   * to what must be the same when they are read again, so they need event times of their own.
   */
  public boolean combines() {
    return spec.source().bounded() && spec.eventTime().isPresent() && combines(topic);
  }

  private static boolean combines(TopicPlan topic) {
    for (DerivationPlan derivation : topic.derivations()) {
      if (derivation.combiner() != null || combines(derivation.to())) {
        return true;
      }
    }
    return false;
  }
}
