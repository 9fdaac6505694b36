package io.millrace.benchmarks.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.runtime.frame.Origin;
import java.util.ArrayList;
import java.util.List;

/**
 * On which workers the parts of the deployed probes are.
 *
 * @param owners of partitions, in their order
 */
record Layout(List<String> owners) {

  /** Of an application as the cluster's HTTP API describes it. */
  static Layout of(JsonNode application) {
    List<String> owners = new ArrayList<>();
    for (JsonNode partition : application.path("partitions")) {
      owners.add(partition.path("owner").asText());
    }
    return new Layout(List.copyOf(owners));
  }

  /** Who owns a partition. */
  String owner(int partition) {
    return owners.get(partition);
  }

  /** Who reads a split. */
  String reader(int split) {
    return home(Origin.ofSplit(Probe.PROBES.name(), Integer.toString(split)));
  }

  /** Who has the sink. */
  String sink() {
    return home(Origin.ofSink(Probe.COUNTED.name()));
  }

  private String home(long origin) {
    return owners.get(Origin.home(origin, owners.size()));
  }
}
