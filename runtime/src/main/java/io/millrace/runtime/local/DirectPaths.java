package io.millrace.runtime.local;

import io.millrace.functions.connect.SinkPosition;
import io.millrace.runtime.MetadataStore;
import io.millrace.runtime.plan.ApplicationPlan;
import io.millrace.runtime.plan.SinkPlan;
import io.millrace.runtime.plan.SourcePlan;
import io.millrace.runtime.plan.TopicPlan;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The sources of an application that are read straight into sinks. The sinks keep the positions of
 * their splits; which split is at which place is kept in a document. A source is read so from the
 * first start of an application on, or never.
 */
final class DirectPaths {
  private final Map<SourcePlan, List<String>> splits = new LinkedHashMap<>();
  private final Map<TopicPlan, SourcePlan> sources = new HashMap<>();
  private final Map<SinkPlan, DirectFeed> feeds = new LinkedHashMap<>();

  /** Those that are read for the first time. */
  private final Set<SourcePlan> begun = new HashSet<>();

  /**
   * Finds them, and takes note of their splits.
   *
   * @param isNew whether the application has no data yet
   * @param places how many splits each may have
   */
  DirectPaths(ApplicationPlan plan, MetadataStore documents, boolean isNew, int places) {
    for (SourcePlan source : plan.sources()) {
      String name = "source-" + source.name() + ".splits";
      Optional<DirectPath> path = DirectPath.of(plan, source);
      Optional<byte[]> known = documents.read(name);
      if (known.isPresent() && path.isEmpty()) {
        throw new IllegalStateException(
            "source was read straight into sinks before, which keep its positions: source="
                + source.name()
                + "; something else reads it now: start with another data directory and other"
                + " targets");
      }
      if (path.isEmpty() || known.isEmpty() && !isNew) {
        continue;
      }
      List<String> order = order(known, Origins.splitsOf(source));
      if (order.stream().anyMatch(split -> split.contains("\n"))) {
        continue; // the document has a line for each
      }
      if (order.size() > places) {
        if (known.isPresent()) {
          throw new IllegalStateException(
              "too many splits: source="
                  + source.name()
                  + ", splits="
                  + order.size()
                  + "; at most as many as partitions="
                  + places
                  + ": start with another data directory, other targets and --partitions "
                  + order.size());
        }
        continue;
      }
      documents.write(name, String.join("\n", order).getBytes(StandardCharsets.UTF_8));
      if (known.isEmpty()) {
        begun.add(source);
      }
      splits.put(source, order);
      path.get().topics().forEach(topic -> sources.put(topic, source));
      path.get().sinks().forEach(sink -> feeds.put(sink, new DirectFeed(places)));
    }
  }

  /** Those known before stay in their places. */
  private static List<String> order(Optional<byte[]> known, List<String> found) {
    List<String> order = new ArrayList<>();
    known.ifPresent(
        bytes -> order.addAll(List.of(new String(bytes, StandardCharsets.UTF_8).split("\n"))));
    order.removeIf(String::isEmpty);
    found.stream().filter(split -> !order.contains(split)).forEach(order::add);
    return order;
  }

  /** The feed of a sink that reads a source, if it is one. */
  Optional<DirectFeed> feed(SinkPlan sink, List<SinkPosition> positions) {
    DirectFeed feed = feeds.get(sink);
    if (feed != null
        && begun.contains(sources.get(sink.topic()))
        && positions.stream().anyMatch(position -> position.offset() > 0)) {
      throw new IllegalStateException(
          "sink has records of another run: sink="
              + sink.name()
              + "; it belongs to another data directory: choose another target or the right"
              + " --data, or move the target away");
    }
    return Optional.ofNullable(feed);
  }

  /** Whether records of a topic go straight to sinks. */
  boolean contains(TopicPlan topic) {
    return sources.containsKey(topic);
  }

  /** Where the records of a split go, if its source is read straight into sinks. */
  Optional<SplitTarget> target(SourcePlan source, String split) {
    if (!splits.containsKey(source)) {
      return Optional.empty();
    }
    int place = splits.get(source).indexOf(split);
    Map<TopicPlan, List<DirectFeed>> byTopic = new HashMap<>();
    feeds.forEach(
        (sink, feed) -> {
          if (sources.get(sink.topic()).equals(source)) {
            byTopic.computeIfAbsent(sink.topic(), topic -> new ArrayList<>()).add(feed);
          }
        });
    return Optional.of(new DirectTarget(place, byTopic));
  }
}
