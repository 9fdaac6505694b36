package io.millrace.http;

import io.javalin.http.Context;
import io.millrace.runtime.codec.KeyCodec;
import io.millrace.runtime.journal.ReadableJournal;
import io.millrace.runtime.partition.StateReader;
import io.millrace.runtime.plan.StatePlan;
import io.millrace.runtime.plan.TopicPlan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Answers what is looked up: state of keys, records of topics. */
final class Reading {
  /** Attribute of a request: what stands behind the question mark where it is sent on. */
  static final String OTHER_QUERY = "otherQuery";

  private static final int USUAL_RECORDS = 100;
  private static final int MOST_RECORDS = 10_000;

  private final Function<Context, ServedApplication> applications;

  Reading(Function<Context, ServedApplication> applications) {
    this.applications = applications;
  }

  /** GET /state/{function}/{state}?key= */
  void state(Context context) {
    ServedApplication application = applications.apply(context);
    String function = Names.function(application.plan(), context.pathParam("function")).name();
    String name = context.pathParam("state");
    StatePlan state;
    try {
      state = StateReader.find(application.plan(), function, name);
    } catch (IllegalArgumentException e) {
      throw RefusedException.unknown(e.getMessage());
    }
    boolean shared = state.declaration().isShared();
    String key = context.queryParam("key");
    if (key == null && !shared) {
      throw Names.keyMissing("function=" + function + ", state=" + name);
    }
    KeyCandidates candidates =
        shared
            ? KeyCandidates.none(context, application)
            : KeyCandidates.of(context, application, key);
    Map<String, Object> answer =
        candidates
            .find(
                (partition, candidate) ->
                    application
                        .ask(partition, of -> of.stateReader().get(function, name, candidate))
                        .map(value -> answer(function, name, shared ? null : candidate, value))
                        .orElse(null))
            .orElseThrow(
                () ->
                    RefusedException.unknown(
                        "no state: function=" + function + ", state=" + name + ", key=" + key));
    ApplicationRoutes.json(context, answer);
  }

  private static Map<String, Object> answer(
      String function, String state, byte[] key, Object value) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("function", function);
    answer.put("state", state);
    answer.put("key", key == null ? null : KeyCodec.toText(key, 0, key.length));
    answer.put("value", value);
    return answer;
  }

  /** GET /topics/{topic}/records?partition=&from=&limit= */
  void records(Context context) {
    ServedApplication application = applications.apply(context);
    TopicPlan topic = Names.readableTopic(application.plan(), context.pathParam("topic"));
    List<Integer> partitions = partitions(context, application);
    boolean chosen = !context.queryParams("partition").isEmpty();
    long from = number(context, "from", 0, Long.MAX_VALUE, 0);
    int limit = (int) number(context, "limit", 1, MOST_RECORDS, USUAL_RECORDS);
    if (from > 0 && (!chosen || partitions.size() != 1)) {
      throw RefusedException.malformed(
          "offset without partition: from="
              + from
              + "; add &partition=P, offsets are counted there");
    }
    if (!chosen && topic.topic().isBroadcast() && !partitions.isEmpty()) {
      partitions = partitions.subList(0, 1); // every partition has the records
    }
    Map<Integer, Long> next = new LinkedHashMap<>();
    List<RecordView> found = new ArrayList<>();
    for (int p : partitions) {
      try {
        next.put(p, collect(application, topic, p, from, limit, found));
      } catch (ElsewhereException e) {
        if (chosen && partitions.size() == 1) {
          throw e;
        }
        throw RefusedException.later(e.getMessage()); // no other worker has all of them
      }
    }
    found.sort(Comparator.comparingLong(RecordView::journaledMs));
    // what is left off has to be read again
    found.stream()
        .skip(limit)
        .forEach(view -> next.merge(view.partition(), view.offset(), Math::min));
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("records", found.stream().limit(limit).toList());
    answer.put("next", next);
    ApplicationRoutes.json(context, answer);
  }

  /** Those that are named, or all that are here. */
  private static List<Integer> partitions(Context context, ServedApplication application) {
    List<String> named = context.queryParams("partition");
    return named.isEmpty()
        ? application.partitionsHere()
        : named.stream().map(text -> partition(application, text)).distinct().toList();
  }

  /** The number of a partition. */
  static int partition(ServedApplication application, String text) {
    return (int) number("partition", text, 0, application.partitionCount() - 1);
  }

  private static long collect(
      ServedApplication application,
      TopicPlan topic,
      int partition,
      long from,
      int limit,
      List<RecordView> found) {
    long[] next = {from};
    try (JournalLease lease = application.lease(partition)) {
      boolean read =
          lease.read(
              journal -> {
                if (from > journal.endOffset()) {
                  throw RefusedException.malformed(notThereYet(partition, from, journal));
                }
                try (TopicReader reader =
                    new TopicReader(topic, partition, journal, application.olderCodecs(), from)) {
                  reader.read(limit, found);
                  next[0] = reader.position();
                }
              });
      if (!read) {
        throw RefusedException.later(
            "partition is about to move: partition=" + partition + "; ask again in a moment");
      }
    }
    return next[0];
  }

  /** What is said of an offset that the journal has not reached. */
  static String notThereYet(int partition, long from, ReadableJournal journal) {
    return "offset not there yet: partition="
        + partition
        + ", from="
        + from
        + "; the journal ends at "
        + journal.endOffset();
  }

  /** A number that a request carries. */
  static long number(Context context, String name, long least, long most, long otherwise) {
    String text = context.queryParam(name);
    return text == null ? otherwise : number(name, text, least, most);
  }

  static long number(String name, String text, long least, long most) {
    try {
      long number = Long.parseLong(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw RefusedException.malformed(
        name + " out of range: " + name + "=" + text + "; from " + least + " to " + most);
  }
}
