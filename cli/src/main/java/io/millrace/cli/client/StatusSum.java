package io.millrace.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** How an application stands as a whole, of what its workers have of it. */
final class StatusSum {
  private static final List<String> ADDED =
      List.of("partitions", "lag", "journalBytes", "stateEntries", "stateBytes");

  private StatusSum() {}

  /** Sums of what can be added; of other things the highest, or the worst. */
  static JsonNode of(List<JsonNode> parts) {
    ObjectNode sum = parts.get(0).deepCopy();
    for (JsonNode part : parts.subList(1, parts.size())) {
      for (String name : ADDED) {
        sum.put(name, sum.path(name).asLong() + part.path(name).asLong());
      }
      sum.put("epoch", Math.max(sum.path("epoch").asLong(), part.path("epoch").asLong()));
      sum.put(
          "uptimeSeconds",
          Math.max(sum.path("uptimeSeconds").asDouble(), part.path("uptimeSeconds").asDouble()));
      sum.put(
          "journalFull",
          sum.path("journalFull").asBoolean() || part.path("journalFull").asBoolean());
      if (part.has("failure") && !sum.has("failure")) {
        sum.set("failure", part.path("failure"));
        sum.set("phase", part.path("phase"));
      }
      part.path("counters")
          .properties()
          .forEach(
              counter ->
                  sum.withObject("/counters")
                      .put(
                          counter.getKey(),
                          sum.path("counters").path(counter.getKey()).asLong()
                              + counter.getValue().asLong()));
      // sources' splits and sinks are on one worker each
      part.path("sources").properties().forEach(source -> addSource(sum, source.getKey(), part));
      for (String name : List.of("sinks", "waitingSinks")) {
        part.path(name)
            .properties()
            .forEach(sink -> sum.withObject("/" + name).set(sink.getKey(), sink.getValue()));
      }
    }
    return sum;
  }

  private static void addSource(ObjectNode sum, String name, JsonNode part) {
    JsonNode added = part.path("sources").path(name);
    ObjectNode sources = sum.withObject("/sources");
    if (!sources.has(name)) {
      sources.set(name, added);
      return;
    }
    ObjectNode there = (ObjectNode) sources.get(name);
    for (String figure : List.of("records", "malformed")) {
      there.put(figure, there.path(figure).asLong() + added.path(figure).asLong());
    }
    added.path("splits").forEach(there.withArray("splits")::add);
  }
}
