package io.millrace.runtime.local;

import io.millrace.functions.SourceSpec.Malformed;
import io.millrace.functions.connect.Published;
import io.millrace.runtime.plan.ApplicationPlan;
import io.millrace.runtime.plan.DerivationPlan;
import io.millrace.runtime.plan.FunctionPlan;
import io.millrace.runtime.plan.SinkPlan;
import io.millrace.runtime.plan.SourcePlan;
import io.millrace.runtime.plan.TopicPlan;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A source whose records go to sinks and nowhere else, through stateless steps at most. Its splits
 * can be read again from any position, so they are as good as journals: records need not go through
 * a partition.
 *
 * @param source what is read; it ends
 * @param topics the source's topic, and those derived from it
 * @param sinks all that read these topics
 */
record DirectPath(SourcePlan source, Set<TopicPlan> topics, List<SinkPlan> sinks) {

  /** The path that begins with a source, if it is one. */
  static Optional<DirectPath> of(ApplicationPlan plan, SourcePlan source) {
    boolean rereadable =
        source.spec().source().bounded()
            && !(source.spec().source() instanceof Published<?>)
            && source.spec().malformed() != Malformed.DEAD_LETTER;
    Set<TopicPlan> topics = new LinkedHashSet<>();
    if (!rereadable || !addAll(source.topic(), topics)) {
      return Optional.empty();
    }
    boolean alone = topics.stream().allMatch(topic -> isFedFrom(plan, source, topics, topic));
    List<SinkPlan> sinks =
        plan.sinks().stream().filter(sink -> topics.contains(sink.topic())).toList();
    return alone && !sinks.isEmpty()
        ? Optional.of(new DirectPath(source, topics, sinks))
        : Optional.empty();
  }

  /** Adds a topic and what is derived from it; false if somebody else reads one of them. */
  private static boolean addAll(TopicPlan topic, Set<TopicPlan> topics) {
    boolean unread =
        topic.bindings().length == 0
            && topic.topic().retention().isEmpty()
            && !topic.topic().isBroadcast();
    topics.add(topic);
    for (DerivationPlan derivation : topic.derivations()) {
      unread &= derivation.combiner() == null && addAll(derivation.to(), topics);
    }
    return unread;
  }

  /** Whether nothing but this source puts records on a topic. */
  private static boolean isFedFrom(
      ApplicationPlan plan, SourcePlan source, Set<TopicPlan> topics, TopicPlan topic) {
    for (SourcePlan other : plan.sources()) {
      boolean isOther = !other.name().equals(source.name());
      if (isOther && (other.topic() == topic || other.deadLetters() == topic)) {
        return false;
      }
    }
    for (TopicPlan from : plan.topics()) {
      for (DerivationPlan derivation : from.derivations()) {
        if (derivation.to() == topic && !topics.contains(from)) {
          return false;
        }
      }
    }
    for (FunctionPlan function : plan.functions()) {
      if (function.emits().contains(topic)) {
        return false;
      }
    }
    return true;
  }
}
