package io.millrace.cli.http;

import io.javalin.http.Context;
import io.millrace.runtime.codec.KeyCodec;
import io.millrace.runtime.local.LocalApplication;
import io.millrace.runtime.partition.PartitionStatus;
import io.millrace.runtime.partition.StateReader;
import io.millrace.runtime.plan.ApplicationPlan;
import io.millrace.runtime.plan.FunctionPlan;
import io.millrace.runtime.plan.StatePlan;
import io.millrace.runtime.plan.TopicPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Answers what is looked up: state of keys, records of topics; and what is asked of partitions. */
final class Reading {
  private static final int USUAL_RECORDS = 100;
  private static final int MOST_RECORDS = 10_000;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final LocalApplication application;

  Reading(LocalApplication application) {
    this.application = application;
  }

  /** The topic of a name. */
  static TopicPlan topic(ApplicationPlan plan, String name) {
    return plan.topic(name)
        .orElseThrow(
            () ->
                ApiException.unknown(
                    "unknown topic: topic="
                        + name
                        + "; known: "
                        + plan.topics().stream().map(TopicPlan::toString).toList()));
  }

  /** The topic of a name, if all its records are in journals. */
  static TopicPlan readableTopic(ApplicationPlan plan, String name) {
    TopicPlan topic = topic(plan, name);
    if (topic.isEmitted() && !topic.isJournaled()) {
      throw ApiException.malformed(
          "topic is in no journal: topic="
              + name
              + ", because functions hand its records over inside a partition; add"
              + " .retained(...) to it, or a sink");
    }
    return topic;
  }

  private FunctionPlan function(String name) {
    return application
        .plan()
        .function(name)
        .orElseThrow(
            () ->
                ApiException.unknown(
                    "unknown function: function="
                        + name
                        + "; known: "
                        + application.plan().functions().stream()
                            .map(FunctionPlan::name)
                            .toList()));
  }

  /** GET /state/{function}/{state}?key= */
  void state(Context context) {
    String function = function(context.pathParam("function")).name();
    String name = context.pathParam("state");
    StatePlan state;
    try {
      state = StateReader.find(application.plan(), function, name);
    } catch (IllegalArgumentException e) {
      throw ApiException.unknown(e.getMessage());
    }
    boolean shared = state.declaration().isShared();
    String key = context.queryParam("key");
    if (key == null && !shared) {
      throw keyMissing("function=" + function + ", state=" + name);
    }
    List<byte[]> candidates = shared ? List.of(new byte[0]) : KeyCodec.encodeCandidates(key);
    for (byte[] candidate : candidates) {
      Optional<Object> value = application.state(function, name, candidate);
      if (value.isPresent()) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("function", function);
        answer.put("state", name);
        answer.put("key", shared ? null : KeyCodec.toText(candidate, 0, candidate.length));
        answer.put("value", value.get());
        HttpApi.json(context, answer);
        return;
      }
    }
    throw ApiException.unknown(
        "no state: function=" + function + ", state=" + name + ", key=" + key);
  }

  private record Found(RecordView view, long journaledMs) {}

  /** GET /topics/{topic}/records?partition=&from=&limit= */
  void records(Context context) {
    TopicPlan topic = readableTopic(application.plan(), context.pathParam("topic"));
    int partitions = application.metadata().partitions();
    int one = (int) number(context, "partition", -1, partitions - 1, -1);
    long from = number(context, "from", 0, Long.MAX_VALUE, 0);
    int limit = (int) number(context, "limit", 1, MOST_RECORDS, USUAL_RECORDS);
    if (one < 0 && from > 0) {
      throw ApiException.malformed(
          "offset without partition: from="
              + from
              + "; add &partition=P, offsets are counted there");
    }
    int first = one >= 0 ? one : 0;
    // every partition has the records of a broadcast topic
    int last = one >= 0 || topic.topic().isBroadcast() ? first : partitions - 1;
    Map<Integer, Long> next = new LinkedHashMap<>();
    List<Found> found = new ArrayList<>();
    for (int p = first; p <= last; p++) {
      next.put(p, collect(topic, p, from, limit, found));
    }
    found.sort(Comparator.comparingLong(Found::journaledMs));
    List<RecordView> records =
        found.stream().limit(limit).map(Found::view).collect(Collectors.toList());
    // what was left off has to be read again
    found.stream()
        .skip(limit)
        .map(Found::view)
        .forEach(view -> next.merge(view.partition(), view.offset(), Math::min));
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("records", records);
    answer.put("next", next);
    HttpApi.json(context, answer);
  }

  private long collect(TopicPlan topic, int partition, long from, int limit, List<Found> found) {
    var journal = application.journal(partition);
    if (from > journal.endOffset()) {
      throw ApiException.malformed(
          "offset not there yet: partition="
              + partition
              + ", from="
              + from
              + "; the journal ends at "
              + journal.endOffset());
    }
    try (TopicReader reader =
        new TopicReader(topic, partition, journal, application.olderCodecs(), from)) {
      for (int i = 0; i < limit; i++) {
        RecordView view = reader.next();
        if (view == null) {
          break;
        }
        found.add(new Found(view, reader.journaledMs()));
      }
      return reader.position();
    }
  }

  private static long number(Context context, String name, long least, long most, long otherwise) {
    String text = context.queryParam(name);
    if (text == null) {
      return otherwise;
    }
    try {
      long number = Long.parseLong(text);
      if (number >= Math.max(0, least) && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw ApiException.malformed(
        name
            + " out of range: "
            + name
            + "="
            + text
            + "; from "
            + Math.max(0, least)
            + " to "
            + most);
  }

  /** POST /snapshot */
  void snapshot(Context context) {
    application.snapshot(PATIENCE);
    Map<Integer, Long> offsets = new LinkedHashMap<>();
    for (PartitionStatus partition : application.status().partitions()) {
      offsets.put(partition.partition(), partition.snapshotOffset());
    }
    HttpApi.json(context, Map.of("partitions", offsets.size(), "offsets", offsets));
  }

  private static ApiException keyMissing(String of) {
    return ApiException.malformed("key missing: " + of + "; say which (HTTP: add ?key=KEY)");
  }

  /** POST /functions/{function}/release?key= */
  void release(Context context) {
    String function = function(context.pathParam("function")).name();
    String key = context.queryParam("key");
    if (key == null) {
      throw keyMissing("function=" + function);
    }
    boolean released = false;
    for (byte[] candidate : KeyCodec.encodeCandidates(key)) {
      released |= application.release(function, candidate);
    }
    if (!released) {
      throw ApiException.unknown("key not in quarantine: function=" + function + ", key=" + key);
    }
    HttpApi.json(context, Map.of("function", function, "key", key, "released", true));
  }
}
