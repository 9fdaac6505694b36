package io.millrace.runtime.local;

import io.millrace.runtime.Threads;
import io.millrace.runtime.partition.Partition;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Raises the epoch, asks for snapshots and looks for new splits, each at its interval. */
final class Timekeeper implements AutoCloseable {
  private final LocalSettings settings;
  private final List<Slot> slots;
  private final Origins origins;
  private final Consumer<Throwable> failed;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(Threads.daemons("timekeeper"));

  private final List<ScheduledFuture<?>> tasks = new ArrayList<>();

  Timekeeper(
      LocalSettings settings, List<Slot> slots, Origins origins, Consumer<Throwable> failed) {
    this.settings = settings;
    this.slots = slots;
    this.origins = origins;
    this.failed = failed;
  }

  void start() {
    every(
        settings.epochInterval().toMillis(), settings.epochInterval().toMillis(), this::raiseEpoch);
    every(1_000, 1_000, origins::discover);
    if (settings.durable()) {
      snapshotEverySoOften();
    }
  }

  private void snapshotEverySoOften() {
    int count = slots.stream().mapToInt(slot -> slot.partitions().size()).sum();
    long intervalMs = Math.max(count, settings.snapshotInterval().toMillis());
    int place = 0;
    for (Slot slot : slots) {
      for (Partition partition : slot.partitions()) {
        // spread over the interval, so that snapshots do not meet on the disk
        every(intervalMs * ++place / count, intervalMs, () -> slot.command(partition::snapshot));
      }
    }
  }

  private void every(long delayMs, long ms, Runnable task) {
    tasks.add(timer.scheduleAtFixedRate(guarded(task), delayMs, ms, TimeUnit.MILLISECONDS));
  }

  private Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (RuntimeException e) {
        failed.accept(e);
      }
    };
  }

  private void raiseEpoch() {
    long epoch = 0;
    for (Slot slot : slots) {
      for (Partition partition : slot.partitions()) {
        epoch = Math.max(epoch, partition.knownEpoch());
      }
    }
    long next = epoch + 1;
    for (Slot slot : slots) {
      slot.partitions().forEach(partition -> slot.command(() -> partition.epoch(next)));
    }
  }

  @Override
  public void close() {
    tasks.forEach(task -> task.cancel(false));
    timer.shutdownNow();
  }
}
