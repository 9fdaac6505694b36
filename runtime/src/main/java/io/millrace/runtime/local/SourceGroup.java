package io.millrace.runtime.local;

import io.millrace.runtime.plan.SourcePlan;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The splits of one source. Nobody reads before all splits that there were at the start are known
 * to all partitions, so that a fast split does not make the records of a slow one late. If the
 * source asks for it, a split waits while it is too far ahead of the slowest one.
 */
public final class SourceGroup {
  private final SourcePlan plan;
  private final AtomicInteger unannounced = new AtomicInteger();
  private final long driftMs;
  private final List<AtomicLong> times = new CopyOnWriteArrayList<>();

  /** The group of a source whose splits are yet to be expected. */
  public SourceGroup(SourcePlan plan) {
    this.plan = plan;
    this.driftMs = plan.spec().alignment().map(Duration::toMillis).orElse(Long.MAX_VALUE);
  }

  /**
   * A split that will be read; the others do not get ahead of it before it tells an event time.
   *
   * @return where it tells the latest event time that it has read, or {@link Long#MAX_VALUE} when
   *     nobody should wait for it
   */
  AtomicLong join() {
    AtomicLong time = new AtomicLong(Long.MIN_VALUE);
    times.add(time);
    return time;
  }

  /** A split that reads no more. */
  void leave(AtomicLong time) {
    times.remove(time);
  }

  /** Whether a split that has come so far must wait for others. */
  boolean isAhead(long latestMs) {
    if (driftMs == Long.MAX_VALUE) {
      return false;
    }
    for (AtomicLong time : times) {
      long other = time.get();
      if (other < latestMs - driftMs) {
        return true;
      }
    }
    return false;
  }

  SourcePlan plan() {
    return plan;
  }

  /** One more split will be announced. */
  public void expect() {
    unannounced.incrementAndGet();
  }

  /** A split is known to all partitions. */
  public void announced() {
    unannounced.decrementAndGet();
  }

  /** Whether reading may begin. */
  boolean isOpen() {
    return unannounced.get() == 0;
  }
}
