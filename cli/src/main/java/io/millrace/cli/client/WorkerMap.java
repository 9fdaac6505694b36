package io.millrace.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Where the partitions of an application are, as the coordinator told it.
 *
 * @param apis by partition, the API of its owner; null where nobody is known to have it
 */
record WorkerMap(List<String> apis) {

  /** Reads the description of an application. */
  static WorkerMap of(JsonNode application) {
    Map<String, String> byWorker = new HashMap<>();
    for (JsonNode worker : application.path("workers")) {
      byWorker.put(worker.path("id").asText(), worker.path("api").asText(null));
    }
    List<String> apis = new ArrayList<>();
    for (JsonNode partition : application.path("partitions")) {
      apis.add(byWorker.get(partition.path("owner").asText("")));
    }
    return new WorkerMap(apis);
  }

  int partitions() {
    return apis.size();
  }

  /**
   * The API of a partition's owner.
   *
   * @throws NotNowException if it is not known now
   */
  String of(int partition) {
    String api = apis.get(partition);
    if (api == null) {
      throw new NotNowException("no worker has the partition: partition=" + partition);
    }
    return api;
  }

  /** Any worker that has some. */
  String any() {
    return apis.stream()
        .filter(Objects::nonNull)
        .findFirst()
        .orElseThrow(() -> new NotNowException("no worker has any partition"));
  }

  /** Partitions by the worker that has them. */
  Map<String, List<Integer>> byWorker(Collection<Integer> partitions) {
    Map<String, List<Integer>> grouped = new LinkedHashMap<>();
    for (int partition : partitions) {
      grouped.computeIfAbsent(of(partition), api -> new ArrayList<>()).add(partition);
    }
    return grouped;
  }
}
