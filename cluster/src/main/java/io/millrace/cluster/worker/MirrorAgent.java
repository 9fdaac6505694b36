package io.millrace.cluster.worker;

import io.millrace.runtime.Clock;
import io.millrace.storage.mirror.Mirror;
import io.millrace.storage.mirror.PartitionMirror;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread of a worker that writes to the mirror, for all partitions that are owned here, one
 * after the other. It may hang where the mirror does: nothing waits for it but what asked for that.
 */
final class MirrorAgent implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MirrorAgent.class);
  private static final long PAUSE_NS = 20_000_000L;

  /** While somebody waits for what is mirrored. */
  private static final long SHORT_PAUSE_NS = 500_000L;

  private static final long PATIENCE_MS = 2_000;

  private record Task(PartitionMirror mirror, LongSupplier common) {}

  private final Mirror mirror;
  private final Clock clock;
  private final List<Task> tasks = new CopyOnWriteArrayList<>();
  private final Thread thread = new Thread(this::run, "millrace-mirror");
  private volatile boolean closing;
  private boolean failing;

  MirrorAgent(Mirror mirror, Clock clock) {
    this.mirror = mirror;
    this.clock = clock;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Where it writes to. */
  Mirror mirror() {
    return mirror;
  }

  /**
   * Works on a partition until that {@link PartitionMirror#end ends}.
   *
   * @param common the newest epoch to which all partitions can go back, for any thread
   */
  void add(PartitionMirror partition, LongSupplier common) {
    tasks.add(new Task(partition, common));
  }

  private void run() {
    while (!closing) {
      int work = 0;
      for (Task task : tasks) {
        work += work(task);
      }
      tellOfFailure();
      if (work == 0) {
        LockSupport.parkNanos(isAwaited() ? SHORT_PAUSE_NS : PAUSE_NS);
      }
    }
    tasks.forEach(task -> task.mirror.close());
  }

  private boolean isAwaited() {
    return tasks.stream().anyMatch(task -> task.mirror.isAwaited());
  }

  private int work(Task task) {
    if (task.mirror.isEnded()) {
      task.mirror.close();
      tasks.remove(task);
      return 1;
    }
    try {
      return task.mirror.work(clock.nanoTime(), task.common.getAsLong());
    } catch (RuntimeException e) {
      LOG.error("mirror goes on without a partition, after a fault of its own", e);
      task.mirror.end();
      return 0;
    }
  }

  /** Once when it begins to fail, whatever partition, and once when all is well again. */
  private void tellOfFailure() {
    String failure = null;
    for (Task task : tasks) {
      String one = task.mirror.standing().failure();
      failure = one == null ? failure : one;
    }
    if (failure != null && !failing) {
      LOG.warn(
          "mirror cannot be written, it is tried again; all else goes on: mirror={}; {}",
          mirror.files().place(),
          failure);
    } else if (failure == null && failing) {
      LOG.warn("mirror is written again: mirror={}", mirror.files().place());
    }
    failing = failure != null;
  }

  @Override
  public void close() {
    closing = true;
    try {
      thread.join(PATIENCE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
