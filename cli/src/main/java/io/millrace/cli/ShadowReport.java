package io.millrace.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.cli.offline.EmissionComparison.Emitted;
import io.millrace.cli.offline.EmissionComparison.Example;
import io.millrace.cli.offline.EmissionComparison.TopicResult;
import io.millrace.cli.offline.Shadow.Verdict;
import io.millrace.cli.text.Console;
import io.millrace.cli.text.Quantity;
import io.millrace.cli.text.Style;
import io.millrace.cli.text.Table;
import io.millrace.connector.files.JsonValues;
import java.time.Instant;
import java.util.List;

/**
 * What came of a shadow, to be shown.
 *
 * @param verdicts one per partition
 * @param topics by name
 */
record ShadowReport(List<Verdict> verdicts, List<TopicResult> topics) {

  /** Whether the new code does what the old one does. */
  boolean isSame() {
    return topics.stream().allMatch(TopicResult::isSame)
        && verdicts.stream().allMatch(verdict -> verdict.failure() == null);
  }

  /** All of it, as one line of JSON. */
  String json() {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode answer = mapper.createObjectNode().put("same", isSame());
    answer.set("partitions", tree(JsonValues.toJson(verdicts)));
    var results = answer.putArray("topics");
    for (TopicResult topic : topics) {
      ObjectNode one =
          results
              .addObject()
              .put("topic", topic.topic())
              .put("same", topic.same())
              .put("changed", topic.changed())
              .put("onlyOld", topic.onlyOld())
              .put("onlyNew", topic.onlyNew())
              .put("keys", topic.keys());
      var shown = one.putArray("examples");
      for (Example example : topic.examples()) {
        ObjectNode pair = shown.addObject();
        pair.set("key", tree(example.key()));
        pair.set("old", tree(example.before()));
        pair.set("new", tree(example.after()));
      }
    }
    return answer.toString();
  }

  private static JsonNode tree(Emitted emitted) {
    if (emitted == null) {
      return tree("null");
    }
    ObjectNode one =
        new ObjectMapper().createObjectNode().put("eventTimeMs", emitted.eventTimeMs());
    one.set("value", tree(emitted.value()));
    return one;
  }

  private static JsonNode tree(String json) {
    try {
      return JsonValues.mapper().readTree(json == null ? "null" : json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("not JSON: " + json, e);
    }
  }

  /** Prints it for people. */
  void print(Console console) {
    long records = verdicts.stream().mapToLong(Verdict::records).sum();
    console.say(
        Quantity.count(records)
            + " records of "
            + Counted.of(verdicts.size(), "partition")
            + " folded with the code that runs and with the new code");
    Table table = new Table("TOPIC", "#SAME", "#CHANGED", "#ONLY OLD", "#ONLY NEW", "#KEYS");
    for (TopicResult topic : topics) {
      table.row(
          topic.topic(),
          Quantity.count(topic.same()),
          Quantity.count(topic.changed()),
          Quantity.count(topic.onlyOld()),
          Quantity.count(topic.onlyNew()),
          Quantity.count(topic.keys()));
    }
    console.print(table.isEmpty() ? "nothing was emitted" : table.format(console));
    for (TopicResult topic : topics) {
      topic.examples().forEach(example -> print(console, topic.topic(), example));
    }
    for (Verdict verdict : verdicts) {
      if (verdict.failure() != null) {
        console.print(
            "partition " + verdict.partition() + ": new code fails: " + verdict.failure());
      }
    }
    console.print("");
    console.print(
        isSame()
            ? console.paint(Style.GOOD, "Both emit the same.")
            : console.paint(Style.ERROR, "The new code does not do the same."));
  }

  private static void print(Console console, String topic, Example example) {
    console.print("");
    console.print(topic + (example.key() == null ? "" : ", key " + example.key()));
    console.print("  old  " + text(example.before()));
    console.print("  new  " + text(example.after()));
  }

  private static String text(Emitted emitted) {
    return emitted == null
        ? "-"
        : Instant.ofEpochMilli(emitted.eventTimeMs()) + "  " + emitted.value();
  }
}
