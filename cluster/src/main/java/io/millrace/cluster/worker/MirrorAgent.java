package io.millrace.cluster.worker;

import io.millrace.runtime.Clock;
import io.millrace.runtime.Threads;
import io.millrace.storage.mirror.Mirror;
import io.millrace.storage.mirror.PartitionMirror;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to the mirror for all partitions that are owned here: a thread looks what there is to do,
 * a few others do it, each partition by one at a time. They may hang where the mirror does: nothing
 * waits for them but what asked for that.
 */
final class MirrorAgent implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MirrorAgent.class);

  /** They wait for a disk or a network, and a file system joins flushes that come together. */
  private static final int WRITERS = 8;

  private static final long PAUSE_NS = 20_000_000L;

  /** Between looks whether there are entries that somebody waits for. */
  private static final long SHORT_PAUSE_NS = 500_000L;

  private static final long PATIENCE_MS = 2_000;

  /** A partition's mirror; in the hands of a writer, or of the thread that looks. */
  private final class Task implements Runnable {
    final PartitionMirror mirror;
    private final LongSupplier common;
    private volatile boolean busy;
    private long dueNs;

    Task(PartitionMirror mirror, LongSupplier common) {
      this.mirror = mirror;
      this.common = common;
      this.dueNs = clock.nanoTime();
    }

    /** Whether it is to be worked on now. */
    boolean isDue(long nowNs) {
      return !busy && (nowNs - dueNs >= 0 || mirror.isBehind());
    }

    void begin(long nowNs) {
      busy = true;
      dueNs = nowNs + PAUSE_NS;
      writers.execute(this);
    }

    @Override
    public void run() {
      boolean goesOn = false;
      try {
        if (mirror.isEnded()) {
          mirror.close();
          tasks.remove(this);
        } else {
          goesOn = mirror.work(clock.nanoTime(), common.getAsLong()) > 0;
        }
      } catch (RuntimeException | Error e) {
        LOG.error("mirror goes on without a partition, after a fault of its own", e);
        mirror.end();
      }
      if (goesOn && !closing) {
        writers.execute(this); // behind the others
      } else {
        busy = false; // from here on it may be begun again: nothing of it is looked at any more
      }
    }
  }

  private final Mirror mirror;
  private final Clock clock;
  private final List<Task> tasks = new CopyOnWriteArrayList<>();
  private final Thread thread = new Thread(this::run, "millrace-mirror");
  private final ExecutorService writers =
      new ThreadPoolExecutor(
          WRITERS,
          WRITERS,
          0,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          Threads.daemons("mirror-writer"),
          new ThreadPoolExecutor.DiscardPolicy()); // of an agent that is closed
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
      long nowNs = clock.nanoTime();
      boolean awaited = false;
      for (Task task : tasks) {
        awaited |= task.mirror.isAwaited();
        if (task.isDue(nowNs)) {
          task.begin(nowNs);
        }
      }
      tellOfFailure();
      LockSupport.parkNanos(awaited ? SHORT_PAUSE_NS : PAUSE_NS);
    }
    writers.shutdown();
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
      if (writers.awaitTermination(PATIENCE_MS, TimeUnit.MILLISECONDS)) {
        tasks.forEach(task -> task.mirror.close());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
