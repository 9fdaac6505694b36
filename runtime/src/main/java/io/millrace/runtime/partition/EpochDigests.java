package io.millrace.runtime.partition;

import io.millrace.runtime.state.FoldDigest;

/**
 * What the fold did from epoch to epoch: for each of the last EPOCH entries the {@link FoldDigest}
 * of all entries since the EPOCH entry before it. All who fold a journal have the same, whenever
 * they began; the first epoch of whoever begins in between has none. Costs nothing before {@link
 * #begin}. One thread.
 */
public final class EpochDigests {
  private static final int KEPT = 64;

  private final FoldDigest running;
  private final long[] epochs = new long[KEPT];
  private final long[] digests = new long[KEPT];
  private long count;
  private boolean begun;

  EpochDigests(FoldDigest running) {
    this.running = running;
  }

  /** What is folded from here on is summed up, if it is not already. */
  public void begin() {
    if (!running.isOn()) {
      running.on(true);
      begun = false;
    }
  }

  /** Nobody compares: nothing is summed up. */
  public void end() {
    running.on(false);
  }

  /** An EPOCH entry is folded. */
  void onEpoch(long epoch) {
    if (!running.isOn()) {
      return;
    }
    long digest = running.take();
    if (begun) {
      epochs[(int) (count % KEPT)] = epoch;
      digests[(int) (count % KEPT)] = digest;
      count++;
    }
    begun = true;
  }

  /** The newest epoch that has a digest; -1 if none has. */
  public long newest() {
    return count == 0 ? -1 : epochs[(int) ((count - 1) % KEPT)];
  }

  /** Whether an epoch has a digest that is still known. */
  public boolean has(long epoch) {
    return find(epoch) >= 0;
  }

  /** What was folded before the EPOCH entry of {@code epoch}, which {@link #has} a digest. */
  public long of(long epoch) {
    return digests[find(epoch)];
  }

  private int find(long epoch) {
    for (int i = 0; i < Math.min(count, KEPT); i++) {
      if (epochs[i] == epoch) {
        return i;
      }
    }
    return -1;
  }
}
