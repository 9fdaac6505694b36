package io.millrace.runtime.plan;

import io.millrace.functions.Settings;
import io.millrace.functions.connect.Published;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An application, checked and numbered. Made by {@link PlanCompiler}.
 *
 * @param name the application's name
 * @param settings what it was started with
 * @param topics its topics, in the order of first mention
 * @param functions its functions, emitters before readers where there is no cycle
 * @param sources its sources
 * @param sinks its sinks
 * @param asyncTable the number of the table of pending asynchronous calls
 */
public record ApplicationPlan(
    String name,
    Settings settings,
    List<TopicPlan> topics,
    List<FunctionPlan> functions,
    List<SourcePlan> sources,
    List<SinkPlan> sinks,
    int asyncTable) {

  /** The topic of this name. */
  public Optional<TopicPlan> topic(String name) {
    return topics.stream().filter(topic -> topic.topic().name().equals(name)).findFirst();
  }

  /** The function of this name. */
  public Optional<FunctionPlan> function(String name) {
    return functions.stream().filter(function -> function.name().equals(name)).findFirst();
  }

  /** Whether all input ends. */
  public boolean isBounded() {
    return !sources.isEmpty()
        && sources.stream()
            .map(source -> source.spec().source())
            .allMatch(source -> source.bounded() && !(source instanceof Published<?>));
  }

  /** When a value of a topic happened, ms since 1970, if the topic's source says so. */
  public OptionalLong eventTimeMs(TopicPlan topic, Object value) {
    for (SourcePlan source : sources) {
      if (source.topic() == topic && source.spec().eventTime().isPresent()) {
        return OptionalLong.of(source.spec().eventTime().get().applyAsLong(value));
      }
    }
    return OptionalLong.empty();
  }

  /** Topics by number; null where a number belongs to a topic of an older version. */
  public TopicPlan[] topicsByNumber() {
    int most = topics.stream().mapToInt(TopicPlan::number).max().orElse(-1);
    TopicPlan[] byNumber = new TopicPlan[most + 1];
    topics.forEach(topic -> byNumber[topic.number()] = topic);
    return byNumber;
  }

  /** The numbers of the topics whose watermarks partitions tell each other. */
  public int[] markedTopics() {
    return functions.stream()
        .flatMap(function -> function.clockTopics().stream())
        .filter(FunctionPlan.ClockTopic::byPartitions)
        .mapToInt(clock -> clock.topic().number())
        .distinct()
        .sorted()
        .toArray();
  }
}
