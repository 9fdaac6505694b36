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
}
