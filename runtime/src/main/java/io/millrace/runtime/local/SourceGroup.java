package io.millrace.runtime.local;

import io.millrace.runtime.plan.SourcePlan;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The splits of one source. Nobody reads before all splits that there were at the start are known
 * to all partitions, so that a fast split does not make the records of a slow one late.
 */
public final class SourceGroup {
  private final SourcePlan plan;
  private final AtomicInteger unannounced = new AtomicInteger();

  /** The group of a source whose splits are yet to be expected. */
  public SourceGroup(SourcePlan plan) {
    this.plan = plan;
  }

  SourcePlan plan() {
    return plan;
  }

  /** One more split will be announced. */
  public void expect() {
    unannounced.incrementAndGet();
  }

  /** A split is known to all partitions. */
  void announced() {
    unannounced.decrementAndGet();
  }

  /** Whether reading may begin. */
  boolean isOpen() {
    return unannounced.get() == 0;
  }
}
