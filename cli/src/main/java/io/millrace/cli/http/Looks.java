package io.millrace.cli.http;

import io.millrace.http.PartitionView;
import io.millrace.http.StatusView;
import io.millrace.runtime.local.ApplicationStatus;
import io.millrace.runtime.local.LocalApplication;
import io.millrace.runtime.partition.PartitionStatus;
import java.util.ArrayList;
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
    Map<String, Object> answer = StatusView.of(look(), (System.nanoTime() - startNs) / 1e9);
    answer.put("term", application.metadata().term());
    answer.put("state", application.stateDescription());
    answer.put("codeHash", application.metadata().codeHash());
    return answer;
  }

  List<Map<String, Object>> partitions() {
    List<Map<String, Object>> answer = new ArrayList<>();
    for (PartitionStatus partition : look().partitions()) {
      double age = snapshotAge(partition.partition());
      answer.add(PartitionView.of(partition, age < 0 ? null : age));
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
