package io.millrace.http;

import io.millrace.runtime.partition.PartitionStatus;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** How a partition stands, as it is shown. */
public final class PartitionView {
  private PartitionView() {}

  /**
   * A partition's line.
   *
   * @param snapshotAgeSeconds since its last snapshot was seen, or null
   */
  public static Map<String, Object> of(PartitionStatus partition, Double snapshotAgeSeconds) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("partition", partition.partition());
    line.put("phase", partition.phase().name().toLowerCase(Locale.ROOT));
    line.put("term", partition.term());
    line.put("generation", partition.generation());
    line.put("epoch", partition.epoch());
    line.put("start", partition.start());
    line.put("offset", partition.offset());
    line.put("stable", partition.stable());
    line.put("end", partition.end());
    line.put("lag", partition.lag());
    line.put("snapshotOffset", partition.snapshotOffset() < 0 ? null : partition.snapshotOffset());
    line.put(
        "snapshotAgeSeconds",
        snapshotAgeSeconds == null ? null : Math.round(snapshotAgeSeconds * 10) / 10.0);
    line.put("journalBytes", partition.journalBytes());
    line.put("journalFull", partition.journalFull());
    line.put("stateEntries", partition.stateEntries());
    line.put("stateBytes", partition.stateBytes());
    line.put("pendingCalls", partition.pendingCalls());
    line.put("failure", partition.failure());
    return line;
  }
}
