package io.millrace.runtime.rewind;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Knows which epochs are young enough to be rewound to, by the time at which a worker heard of
 * them. What it has not heard itself it takes for young. One thread.
 */
public final class RewindWindow {
  /** So many pulses after it asked, the coordinator no longer decides by the answer. */
  private static final int PULSES_HELD = 150;

  private static final long NS_PER_MS = 1_000_000L;

  private record Heard(long epoch, long ns) {}

  private final Deque<Heard> young = new ArrayDeque<>();
  private long floor;
  private long held = Long.MAX_VALUE;
  private int pulsesLeft;

  /** The coordinator's pulse: this is the newest epoch. */
  public void onEpoch(long epoch, long rewindableMs, long nowNs) {
    if (young.isEmpty() || young.getLast().epoch() < epoch) {
      young.addLast(new Heard(epoch, nowNs));
    }
    while (!young.isEmpty() && nowNs - young.getFirst().ns() > rewindableMs * NS_PER_MS) {
      floor = young.removeFirst().epoch();
    }
    if (pulsesLeft > 0 && --pulsesLeft == 0) {
      held = Long.MAX_VALUE;
    }
  }

  /** The coordinator asks how to rewind to an epoch: what is needed for that stays meanwhile. */
  public void hold(long epoch) {
    held = epoch;
    pulsesLeft = PULSES_HELD;
  }

  /** This epoch and all later ones can be rewound to; 0: all. */
  public long floor() {
    return Math.min(floor, held);
  }
}
