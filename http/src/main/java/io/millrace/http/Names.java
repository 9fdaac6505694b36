package io.millrace.http;

import io.millrace.runtime.plan.ApplicationPlan;
import io.millrace.runtime.plan.FunctionPlan;
import io.millrace.runtime.plan.TopicPlan;

/** Finds what requests name; what is unknown is refused with what there is. */
final class Names {
  private Names() {}

  /** The topic of a name. */
  static TopicPlan topic(ApplicationPlan plan, String name) {
    return plan.topic(name)
        .orElseThrow(
            () ->
                RefusedException.unknown(
                    "unknown topic: topic="
                        + name
                        + "; known: "
                        + plan.topics().stream().map(TopicPlan::toString).toList()));
  }

  /** The topic of a name, if all its records are in journals. */
  static TopicPlan readableTopic(ApplicationPlan plan, String name) {
    TopicPlan topic = topic(plan, name);
    if (topic.isEmitted() && !topic.isJournaled()) {
      throw RefusedException.malformed(
          "topic is in no journal: topic="
              + name
              + ", because functions hand its records over inside a partition; add"
              + " .retained(...) to it, or a sink");
    }
    return topic;
  }

  /** The function of a name. */
  static FunctionPlan function(ApplicationPlan plan, String name) {
    return plan.function(name)
        .orElseThrow(
            () ->
                RefusedException.unknown(
                    "unknown function: function="
                        + name
                        + "; known: "
                        + plan.functions().stream().map(FunctionPlan::name).toList()));
  }

  static RefusedException keyMissing(String of) {
    return RefusedException.malformed("key missing: " + of + "; say which (HTTP: add ?key=KEY)");
  }
}
