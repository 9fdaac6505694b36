package io.millrace.cluster.worker;

import io.millrace.runtime.transport.FrameRing;
import io.millrace.runtime.transport.FrameSender;
import io.millrace.transport.Peer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Sends the frames that leave one slot: to the slots of this worker by rings, to other workers by
 * the slot's own lanes. Used by the slot's thread.
 */
final class SlotSender {
  private final FrameRing[] rings;
  private final Map<Peer, FrameSender> lanes = new HashMap<>();

  /** A sender; {@code rings} lead from this slot to each slot of the worker. */
  SlotSender(FrameRing[] rings) {
    this.rings = rings;
  }

  /** Sends an application's frames by the routes of the moment. */
  FrameSender by(Supplier<Routes> routes) {
    return (frame, at, length) -> {
      Routes now = routes.get();
      int slot = now.slotOf(frame, at);
      if (slot != Routes.ELSEWHERE) {
        return rings[slot].offer(frame, at, length);
      }
      Peer peer = now.peerOf(frame, at);
      return peer != null && lane(peer).offer(frame, at, length);
    };
  }

  private FrameSender lane(Peer peer) {
    FrameSender lane = lanes.get(peer);
    if (lane == null) {
      lane = peer.newFrameSender();
      lanes.put(peer, lane);
    }
    return lane;
  }
}
