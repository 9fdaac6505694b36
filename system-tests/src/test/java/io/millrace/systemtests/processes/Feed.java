package io.millrace.systemtests.processes;

import io.millrace.systemtests.processes.app.Purchase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Hands purchases to an application from a thread of its own, as many as it is allowed to. The
 * thread that made it calls the methods.
 */
abstract class Feed {
  private static final long PAUSE_NS = 200_000;

  private final Purchases purchases;
  private final int mostAtOnce;
  private final List<Purchase> handed = new ArrayList<>();
  private final AtomicLong allowed = new AtomicLong();
  private final AtomicLong count = new AtomicLong();
  private final Thread thread;
  private volatile boolean finishing;
  private volatile Throwable failure;

  Feed(String name, Purchases purchases, int mostAtOnce) {
    this.purchases = purchases;
    this.mostAtOnce = mostAtOnce;
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
  }

  final void start() {
    thread.start();
  }

  private void run() {
    try {
      while (true) {
        long more = Math.min(mostAtOnce, allowed.get() - count.get());
        if (more > 0) {
          hand(more);
        } else if (finishing) {
          return;
        } else {
          LockSupport.parkNanos(PAUSE_NS);
        }
      }
    } catch (Exception e) {
      failure = e;
    }
  }

  private void hand(long more) throws Exception {
    List<Purchase> next = new ArrayList<>();
    for (long i = 0; i < more; i++) {
      next.add(purchases.next());
    }
    hand(next, count.get());
    handed.addAll(next);
    count.addAndGet(next.size());
  }

  /** Hands over purchases; returns when the application has them for good, or will find them. */
  abstract void hand(List<Purchase> next, long firstNumber) throws Exception;

  /** Allows so many more. */
  final void allow(int more) {
    allowed.addAndGet(more);
  }

  /** How many were allowed, but not handed over yet. */
  final long left() {
    return allowed.get() - count();
  }

  /** How many were handed over. */
  final long count() {
    if (failure != null) {
      throw new AssertionError(thread.getName() + " failed", failure);
    }
    return count.get();
  }

  /** Waits until all that is allowed was handed over; returns all of it. */
  final List<Purchase> finish() {
    finishing = true;
    Await.until(() -> thread.getName() + ", left=" + left(), () -> left() == 0);
    Await.until(() -> thread.getName(), () -> !thread.isAlive());
    return handed;
  }
}
