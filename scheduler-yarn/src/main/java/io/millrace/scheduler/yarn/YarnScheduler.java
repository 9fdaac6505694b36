package io.millrace.scheduler.yarn;

import io.millrace.cluster.scheduler.Scheduler;
import io.millrace.cluster.scheduler.SchedulerEvent;
import io.millrace.cluster.scheduler.WorkerSpec;
import io.millrace.runtime.Threads;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Containers of YARN. The coordinator, which never waits, leaves its orders here; a thread of its
 * own carries them out, and speaks with YARN, which may take its time.
 */
final class YarnScheduler implements Scheduler {
  private static final Logger LOG = LoggerFactory.getLogger(YarnScheduler.class);
  private static final long BUSY_MS = 100;
  private static final long IDLE_MS = 250;

  private final WorkerContainers containers;
  private final YarnLink link;
  private final BlockingQueue<Runnable> orders = new LinkedBlockingQueue<>();
  private final Queue<SchedulerEvent> events = new ConcurrentLinkedQueue<>();
  private final Thread thread;
  private volatile boolean closing;
  private volatile RuntimeException failure;

  /** Begins to work; the link is registered. */
  YarnScheduler(WorkerContainers containers, YarnLink link) {
    this.containers = containers;
    this.link = link;
    events.addAll(containers.takeEvents());
    thread = new Thread(this::run, "millrace-yarn");
    thread.setDaemon(true);
    // Hadoop finds parts of itself by it
    thread.setContextClassLoader(YarnScheduler.class.getClassLoader());
    thread.start();
  }

  private void order(Consumer<WorkerContainers> order) {
    orders.add(() -> order.accept(containers));
  }

  @Override
  public void want(WorkerSpec spec, int count) {
    order(to -> to.want(spec, count));
  }

  @Override
  public void keep(String container) {
    order(to -> to.keep(container));
  }

  @Override
  public void release(String container) {
    order(to -> to.release(container));
  }

  @Override
  public void restart(String container) {
    order(to -> to.restart(container));
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if YARN does not know this attempt of the application any more
   */
  @Override
  public List<SchedulerEvent> poll() {
    if (failure != null) {
      throw new IllegalStateException("no longer the application master: " + failure, failure);
    }
    List<SchedulerEvent> happened = new ArrayList<>();
    for (SchedulerEvent event = events.poll(); event != null; event = events.poll()) {
      happened.add(event);
    }
    return happened;
  }

  private void run() {
    try {
      while (!closing) {
        Runnable order =
            orders.poll(containers.isBusy() ? BUSY_MS : IDLE_MS, TimeUnit.MILLISECONDS);
        for (; order != null; order = orders.poll()) {
          order.run();
        }
        containers.turn();
        link.beat(containers);
        containers.turn();
        events.addAll(containers.takeEvents());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("scheduling on YARN has ended", e);
      failure = e;
    }
  }

  /** If nothing is wanted any more, the application ends with this, else another attempt begins. */
  @Override
  public void close() {
    closing = true;
    Threads.join(thread);
    link.close(failure == null && containers.isGivenUp());
  }
}
