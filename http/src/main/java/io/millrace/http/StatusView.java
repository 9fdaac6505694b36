package io.millrace.http;

import io.millrace.runtime.local.ApplicationStatus;
import io.millrace.runtime.local.SplitStatus;
import io.millrace.runtime.metrics.Counter;
import io.millrace.runtime.partition.PartitionStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;

/** How an application stands, or what one worker has of it, as it is shown. */
public final class StatusView {
  private StatusView() {}

  /** The fields; more may be added to them. */
  public static Map<String, Object> of(ApplicationStatus status, double uptimeSeconds) {
    List<PartitionStatus> partitions = status.partitions();
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("application", status.name());
    answer.put("phase", status.phase().toLowerCase(Locale.ROOT));
    if (status.failure() != null) {
      answer.put("failure", status.failure());
    }
    answer.put("uptimeSeconds", Math.round(uptimeSeconds * 1e3) / 1e3);
    answer.put("epoch", status.epoch());
    answer.put("codeVersion", status.codeVersion());
    answer.put("partitions", partitions.size());
    answer.put("lag", sum(partitions, PartitionStatus::lag));
    answer.put("journalBytes", sum(partitions, PartitionStatus::journalBytes));
    answer.put("stateEntries", sum(partitions, PartitionStatus::stateEntries));
    answer.put("stateBytes", sum(partitions, PartitionStatus::stateBytes));
    answer.put("journalFull", partitions.stream().anyMatch(PartitionStatus::journalFull));
    answer.put("sources", sources(status));
    answer.put("sinks", status.sinks());
    answer.put("waitingSinks", status.waitingSinks());
    Map<String, Long> counters = new LinkedHashMap<>();
    for (Counter counter : Counter.values()) {
      counters.put(counter.metricName(), status.counters().get(counter));
    }
    answer.put("counters", counters);
    return answer;
  }

  private static long sum(List<PartitionStatus> partitions, ToLongFunction<PartitionStatus> of) {
    return partitions.stream().mapToLong(of).sum();
  }

  private static Map<String, Object> sources(ApplicationStatus status) {
    Map<String, Object> sources = new LinkedHashMap<>();
    status
        .sources()
        .forEach(
            (name, splits) -> {
              Map<String, Object> source = new LinkedHashMap<>();
              source.put("records", splits.stream().mapToLong(SplitStatus::records).sum());
              source.put("malformed", splits.stream().mapToLong(SplitStatus::malformed).sum());
              source.put("splits", splits);
              sources.put(name, source);
            });
    return sources;
  }
}
