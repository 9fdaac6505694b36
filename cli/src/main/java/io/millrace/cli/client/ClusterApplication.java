package io.millrace.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.cli.CommandFailedException;
import io.millrace.connector.files.JsonValues;
import io.millrace.runtime.frame.Origin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * An application on a cluster: asks the workers that have its partitions, and asks again, where the
 * coordinator says, while partitions move. Used by one thread.
 */
public final class ClusterApplication implements ApplicationClient {
  private static final long PATIENCE_NS = 30_000_000_000L;
  private static final long PAUSE_MS = 100;

  /** Longer than a publication may take to be stable; a worker may be frozen. */
  private static final Duration ANSWER = Duration.ofSeconds(40);

  /** However long one of them takes. */
  private static final int LEAST_TRIES = 3;

  private final ApiClient coordinator;
  private final String name;
  private final ApplicationPaths paths;
  private final Map<String, ApiClient> workers = new HashMap<>();
  private WorkerMap map;

  /**
   * An application of a cluster.
   *
   * @param coordinator of the cluster
   * @throws CommandFailedException if there is no such application
   */
  public ClusterApplication(ApiClient coordinator, String name) {
    this.coordinator = coordinator;
    this.name = name;
    this.paths = new ApplicationPaths("/apps/" + ApiClient.encoded(name));
    this.map = WorkerMap.of(coordinator.get(paths.prefix()));
  }

  /** Where partitions are now; while the coordinator is silent, where they were. */
  WorkerMap look() {
    try {
      map = WorkerMap.of(coordinator.get(paths.prefix()));
    } catch (NobodyThereException | AnswerLostException | NotNowException e) {
      // workers go on without it, so do we
    }
    return map;
  }

  ApiClient worker(String api) {
    return workers.computeIfAbsent(
        api,
        url ->
            coordinator
                .at(
                    url,
                    "worker does not answer: url="
                        + url
                        + "; 'millrace cluster status' shows the workers")
                .withPatience(ANSWER));
  }

  ApplicationPaths paths() {
    return paths;
  }

  /** Asks until there is an answer, where partitions are at each time. */
  private <T> T ask(boolean repeatable, Function<WorkerMap, T> question) {
    long startNs = System.nanoTime();
    for (int tries = 1; ; tries++) {
      CommandFailedException problem;
      try {
        return question.apply(map);
      } catch (NobodyThereException | NotNowException e) {
        problem = e;
      } catch (AnswerLostException e) {
        if (!repeatable) {
          throw e;
        }
        problem = e;
      }
      long ns = System.nanoTime() - startNs;
      if (ns > PATIENCE_NS && tries >= LEAST_TRIES) {
        throw new CommandFailedException(
            "no worker could answer: app="
                + name
                + ", seconds="
                + ns / 1_000_000_000L
                + "; at last: "
                + problem.getMessage()
                + "; 'millrace describe "
                + name
                + "' shows where partitions are",
            problem);
      }
      pause();
      look();
    }
  }

  static void pause() {
    try {
      Thread.sleep(PAUSE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailedException("interrupted", e);
    }
  }

  @Override
  public JsonNode topics() {
    return ask(true, where -> worker(where.any()).get(paths.topics()));
  }

  @Override
  public JsonNode publish(String topic, byte[] values, String session, long number) {
    int home = Origin.home(Origin.ofClient(session == null ? "" : session), map.partitions());
    try {
      return ask(
          session != null,
          where ->
              worker(where.of(home))
                  .post(paths.topic(topic), values, ProcessClient.headers(session, number)));
    } catch (AnswerLostException e) {
      throw new CommandFailedException(
          "whether values were taken is not known: topic="
              + topic
              + "; "
              + e.getMessage()
              + "; with --session they may be published again, and none is taken twice",
          e);
    }
  }

  @Override
  public JsonNode state(String function, String state, String key) {
    return ask(true, where -> worker(where.any()).get(paths.state(function, state, key)));
  }

  @Override
  public JsonNode release(String function, String key) {
    return ask(false, where -> worker(where.any()).post(paths.release(function, key)));
  }

  /** The partitions that have different records of a topic: of a broadcast one, each has all. */
  List<Integer> partitionsOf(String topic) {
    for (JsonNode known : topics()) {
      if (known.path("name").asText().equals(topic) && known.path("broadcast").asBoolean()) {
        return List.of(0);
      }
    }
    return IntStream.range(0, map.partitions()).boxed().toList();
  }

  @Override
  public JsonNode records(String topic, Integer partition, Long from, int limit) {
    if (partition != null && (partition < 0 || partition >= map.partitions())) {
      throw new CommandFailedException(
          "partition out of range: partition="
              + partition
              + "; from 0 to "
              + (map.partitions() - 1));
    }
    List<Integer> wanted = partition == null ? partitionsOf(topic) : List.of(partition);
    String path =
        paths.topic(topic) + "/records?limit=" + limit + (from == null ? "" : "&from=" + from);
    List<JsonNode> records = new ArrayList<>();
    Map<Integer, Long> next = new TreeMap<>();
    ask(
        true,
        where -> {
          records.clear();
          where
              .byWorker(wanted)
              .forEach(
                  (api, of) -> {
                    JsonNode answer = worker(api).get(path + parameters("&partition=", of));
                    answer.path("records").forEach(records::add);
                    answer
                        .path("next")
                        .properties()
                        .forEach(
                            entry ->
                                next.put(
                                    Integer.parseInt(entry.getKey()), entry.getValue().asLong()));
                  });
          return null;
        });
    records.sort(Comparator.comparingLong(record -> record.path("journaledMs").asLong()));
    // what is left off has to be read again
    records.stream()
        .skip(limit)
        .forEach(
            record ->
                next.merge(
                    record.path("partition").asInt(), record.path("offset").asLong(), Math::min));
    ObjectNode answer = JsonValues.mapper().createObjectNode();
    ArrayNode shown = answer.putArray("records");
    records.stream().limit(limit).forEach(shown::add);
    ObjectNode positions = answer.putObject("next");
    next.forEach((p, offset) -> positions.put(p.toString(), offset));
    return answer;
  }

  private static String parameters(String name, List<Integer> values) {
    StringBuilder text = new StringBuilder();
    values.forEach(value -> text.append(name).append(value));
    return text.toString();
  }

  @Override
  public void tail(String topic, boolean fromStart, Predicate<JsonNode> wanted) {
    try (ClusterTail tail = new ClusterTail(this, topic, partitionsOf(topic), fromStart)) {
      tail.run(wanted);
    }
  }

  /** All workers' answers, which together are about all partitions. */
  private List<JsonNode> all(WorkerMap where, Function<ApiClient, JsonNode> question) {
    List<Integer> partitions = IntStream.range(0, where.partitions()).boxed().toList();
    return where.byWorker(partitions).keySet().stream()
        .map(api -> question.apply(worker(api)))
        .toList();
  }

  @Override
  public JsonNode snapshot() {
    return ask(
        true,
        where -> {
          TreeMap<Integer, Long> offsets = new TreeMap<>();
          for (JsonNode answer : all(where, api -> api.post(paths.snapshot()))) {
            answer
                .path("offsets")
                .properties()
                .forEach(
                    entry ->
                        offsets.put(Integer.parseInt(entry.getKey()), entry.getValue().asLong()));
          }
          checkWhole(offsets.size());
          ObjectNode answer = JsonValues.mapper().createObjectNode();
          answer.put("partitions", offsets.size());
          answer.set("offsets", JsonValues.mapper().valueToTree(offsets));
          return answer;
        });
  }

  private void checkWhole(int partitions) {
    if (partitions != map.partitions()) {
      throw new NotNowException("some partitions are being moved");
    }
  }

  @Override
  public JsonNode status() {
    return ask(true, where -> StatusSum.of(all(where, api -> api.get(paths.status()))));
  }

  @Override
  public JsonNode partitions() {
    return ask(
        true,
        where -> {
          TreeMap<Integer, JsonNode> partitions = new TreeMap<>();
          for (JsonNode answer : all(where, api -> api.get(paths.partitions()))) {
            answer.forEach(one -> partitions.put(one.path("partition").asInt(), one));
          }
          checkWhole(partitions.size());
          ArrayNode answer = JsonValues.mapper().createArrayNode();
          partitions.values().forEach(answer::add);
          return answer;
        });
  }
}
