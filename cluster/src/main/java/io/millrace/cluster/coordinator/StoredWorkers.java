package io.millrace.cluster.coordinator;

import java.util.List;

/**
 * All that the coordinator keeps of workers; a document of {@code
 * docs/formats/cluster-directory.md}.
 *
 * @param drained names of those that are given no partitions
 */
public record StoredWorkers(List<String> drained) {

  public StoredWorkers {
    drained = List.copyOf(drained);
  }
}
