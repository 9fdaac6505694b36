package io.millrace.cli.http;

import io.millrace.runtime.local.ApplicationStatus;
import io.millrace.runtime.local.LocalApplication;
import io.millrace.runtime.local.SplitStatus;
import io.millrace.runtime.metrics.Counter;
import io.millrace.runtime.partition.PartitionStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * How the application stands, looked up at most every 100 ms however many clients ask, and once a
 * second anyway, to know how old snapshots are.
 */
final class Looks implements AutoCloseable {
  private static final long FRESH_NS = 100_000_000L;

  private final LocalApplication application;
  private final long startNs = System.nanoTime();
  private final long[] snapshotOffsets;
  private final long[] snapshotNs;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "millrace-http-looks");
            thread.setDaemon(true);
            return thread;
          });
  private ScheduledFuture<?> looking;
  private ApplicationStatus last;
  private long lastNs;

  Looks(LocalApplication application) {
    this.application = application;
    int partitions = application.metadata().partitions();
    snapshotOffsets = new long[partitions];
    snapshotNs = new long[partitions];
    java.util.Arrays.fill(snapshotOffsets, -1);
  }

  void start() {
    looking = timer.scheduleWithFixedDelay(this::lookAgain, 0, 1, TimeUnit.SECONDS);
  }

  private void lookAgain() {
    try {
      look();
    } catch (RuntimeException e) {
      // the application has stopped or is about to; whoever asks will be told
    }
  }

  /** The status, at most 100 ms old. */
  synchronized ApplicationStatus look() {
    long nowNs = System.nanoTime();
    if (last == null || nowNs - lastNs > FRESH_NS) {
      last = application.status();
      lastNs = nowNs;
      for (PartitionStatus partition : last.partitions()) {
        int p = partition.partition();
        if (partition.snapshotOffset() != snapshotOffsets[p]) {
          snapshotOffsets[p] = partition.snapshotOffset();
          snapshotNs[p] = nowNs;
        }
      }
    }
    return last;
  }

  /** Seconds since a partition's last snapshot was first seen; negative if there is none. */
  synchronized double snapshotAge(int partition) {
    return snapshotOffsets[partition] < 0 ? -1 : (System.nanoTime() - snapshotNs[partition]) / 1e9;
  }

  static String text(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  Map<String, Object> status() {
    ApplicationStatus status = look();
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("application", status.name());
    answer.put("phase", status.phase().toLowerCase(Locale.ROOT));
    if (status.failure() != null) {
      answer.put("failure", status.failure());
    }
    answer.put("uptimeSeconds", Math.round((System.nanoTime() - startNs) / 1e6) / 1e3);
    answer.put("epoch", status.epoch());
    answer.put("term", application.metadata().term());
    answer.put("codeVersion", status.codeVersion());
    answer.put("state", application.stateDescription());
    answer.put("codeHash", application.metadata().codeHash());
    answer.put("partitions", status.partitions().size());
    answer.put("lag", status.partitions().stream().mapToLong(PartitionStatus::lag).sum());
    answer.put("journalBytes", sum(status, PartitionStatus::journalBytes));
    answer.put("stateEntries", sum(status, PartitionStatus::stateEntries));
    answer.put("stateBytes", sum(status, PartitionStatus::stateBytes));
    answer.put("journalFull", status.partitions().stream().anyMatch(PartitionStatus::journalFull));
    answer.put("sources", sources(status));
    answer.put("sinks", status.sinks());
    Map<String, Long> counters = new LinkedHashMap<>();
    for (Counter counter : Counter.values()) {
      counters.put(counter.metricName(), status.counters().get(counter));
    }
    answer.put("waitingSinks", status.waitingSinks());
    answer.put("counters", counters);
    return answer;
  }

  private static long sum(
      ApplicationStatus status, java.util.function.ToLongFunction<PartitionStatus> of) {
    return status.partitions().stream().mapToLong(of).sum();
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

  List<Map<String, Object>> partitions() {
    List<Map<String, Object>> answer = new ArrayList<>();
    for (PartitionStatus partition : look().partitions()) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("partition", partition.partition());
      line.put("phase", text(partition.phase()));
      line.put("term", partition.term());
      line.put("generation", partition.generation());
      line.put("epoch", partition.epoch());
      line.put("start", partition.start());
      line.put("offset", partition.offset());
      line.put("stable", partition.stable());
      line.put("end", partition.end());
      line.put("lag", partition.lag());
      line.put(
          "snapshotOffset", partition.snapshotOffset() < 0 ? null : partition.snapshotOffset());
      double age = snapshotAge(partition.partition());
      line.put("snapshotAgeSeconds", age < 0 ? null : Math.round(age * 10) / 10.0);
      line.put("journalBytes", partition.journalBytes());
      line.put("journalFull", partition.journalFull());
      line.put("stateEntries", partition.stateEntries());
      line.put("stateBytes", partition.stateBytes());
      line.put("pendingCalls", partition.pendingCalls());
      line.put("failure", partition.failure());
      answer.add(line);
    }
    return answer;
  }

  @Override
  public void close() {
    if (looking != null) {
      looking.cancel(false);
    }
    timer.shutdownNow();
  }
}
