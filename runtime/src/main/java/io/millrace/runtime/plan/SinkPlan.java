package io.millrace.runtime.plan;

import io.millrace.functions.SinkSpec;

/**
 * A sink as the engine runs it.
 *
 * @param spec what the user wrote
 * @param topic the topic that it writes
 */
public record SinkPlan(SinkSpec<Object> spec, TopicPlan topic) {

  public String name() {
    return spec.name();
  }
}
