package io.millrace.runtime.local;

import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.frame.Origin;
import io.millrace.runtime.transport.FrameRing;
import io.millrace.runtime.transport.FrameSender;

/** The ring buffers between the slots of a process, and who is where. */
final class SlotRouter {
  private static final int RING_BYTES = 512 << 10;

  private final int slots;
  private final FrameRing[][] rings;
  private final OriginMap<Integer> origins = new OriginMap<>();

  SlotRouter(int slots) {
    this.slots = slots;
    this.rings = new FrameRing[slots][slots];
    for (int to = 0; to < slots; to++) {
      for (int from = 0; from < slots; from++) {
        rings[to][from] = new FrameRing(RING_BYTES);
      }
    }
  }

  /** The slot of a partition. */
  int slotOf(int partition) {
    return partition % slots;
  }

  /** Says where an origin that is no partition lives. */
  void register(long origin, int slot) {
    origins.put(origin, slot);
  }

  /** The rings that end in a slot, one per slot. */
  FrameRing[] inboundOf(int slot) {
    return rings[slot];
  }

  /** Sends frames from a slot; used by its thread. Answers to unknown origins are dropped. */
  FrameSender senderOf(int slot) {
    return (frame, at, length) -> {
      int to = target(frame, at);
      return to < 0 || rings[to][slot].offer(frame, at, length);
    };
  }

  private int target(byte[] frame, int at) {
    if (!FrameHeader.type(frame, at).isToOrigin()) {
      return slotOf(FrameHeader.destination(frame, at));
    }
    long origin = FrameHeader.origin(frame, at);
    if (Origin.isPartition(origin)) {
      return slotOf(Origin.partition(origin));
    }
    Integer slot = origins.get(origin);
    return slot == null ? -1 : slot;
  }
}
