package io.millrace.transport;

import io.millrace.runtime.transport.FrameRing;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Hands what arrives to slots: a ring each, and behind it, when a slot lags, a queue. So a slow
 * slot holds up nobody, and loses frames only when it lags by more than the queue may hold; what it
 * loses, channels repeat. Offered to by the transport's thread; each ring is polled by its slot's.
 */
public final class FrameRouter {
  /** What became of a frame. */
  enum Routing {
    TAKEN,
    NO_ROOM,
    NOBODY
  }

  private static final int RING_BYTES = 512 << 10;

  private final SlotLookup lookup;
  private final SlotQueue[] slots;

  /**
   * A router.
   *
   * @param lagBytes how much may wait for one slot beyond its ring
   */
  public FrameRouter(int slots, int lagBytes, SlotLookup lookup) {
    this.lookup = lookup;
    this.slots = new SlotQueue[slots];
    for (int i = 0; i < slots; i++) {
      this.slots[i] = new SlotQueue(lagBytes);
    }
  }

  /** What arrives for a slot; to be polled by its thread only. */
  public FrameRing ring(int slot) {
    return slots[slot].ring;
  }

  Routing offer(byte[] frame, int at, int length) {
    int slot = lookup.slotOf(frame, at);
    if (slot < 0) {
      return Routing.NOBODY;
    }
    return slots[slot].offer(frame, at, length) ? Routing.TAKEN : Routing.NO_ROOM;
  }

  /** Moves what waits into rings that have room again; returns how many frames. */
  int work() {
    int work = 0;
    for (SlotQueue slot : slots) {
      work += slot.drain();
    }
    return work;
  }

  private static final class SlotQueue {
    private final FrameRing ring = new FrameRing(RING_BYTES);
    private final Queue<byte[]> waiting = new ArrayDeque<>();
    private final int limit;
    private int waitingBytes;

    SlotQueue(int limit) {
      this.limit = limit;
    }

    boolean offer(byte[] frame, int at, int length) {
      drain();
      if (waiting.isEmpty() && ring.offer(frame, at, length)) {
        return true;
      }
      if (length > limit - waitingBytes) {
        return false;
      }
      byte[] copy = new byte[length];
      System.arraycopy(frame, at, copy, 0, length);
      waiting.add(copy);
      waitingBytes += length;
      return true;
    }

    int drain() {
      int work = 0;
      for (byte[] frame = waiting.peek(); frame != null; frame = waiting.peek()) {
        if (!ring.offer(frame, 0, frame.length)) {
          break;
        }
        waiting.remove();
        waitingBytes -= frame.length;
        work++;
      }
      return work;
    }
  }
}
