package io.millrace.scheduler.mesos.offers;

/**
 * What each worker needs of an agent.
 *
 * @param cpus processors
 * @param memoryMb memory of the container, head-room included
 */
public record Demand(double cpus, double memoryMb) {
  /** Of the container, beside the worker's own memory: at least this, for its executor. */
  private static final int LEAST_HEADROOM_MB = 64;

  private static final int HEADROOM_DIVISOR = 10;

  /** For a process of so much memory in all: what it maps and what its executor has come on top. */
  public static Demand of(int memoryMb, int cores) {
    return new Demand(cores, memoryMb + Math.max(LEAST_HEADROOM_MB, memoryMb / HEADROOM_DIVISOR));
  }

  @Override
  public String toString() {
    return "cpus=" + cpus + ", mem=" + memoryMb;
  }
}
