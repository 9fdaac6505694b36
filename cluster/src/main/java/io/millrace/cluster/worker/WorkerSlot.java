package io.millrace.cluster.worker;

import io.millrace.runtime.Clock;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.transport.FrameReceiver;
import io.millrace.runtime.transport.FrameRing;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the shares of all applications in one slot, round robin, in one thread. */
final class WorkerSlot {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerSlot.class);
  private static final int FRAMES_PER_TURN = 64;

  private final int index;
  private final Clock clock;
  private final FrameRing[] arriving;
  private final SlotSender sender;
  private final List<SlotShare> shares = new ArrayList<>();
  private final Queue<Runnable> commands = new ConcurrentLinkedQueue<>();
  private final FrameReceiver.Handler handler = this::dispatch;
  private long nowNs;

  /**
   * A slot.
   *
   * @param arriving what comes from other slots, this one and the transport
   * @param sender what leaves it
   */
  WorkerSlot(int index, Clock clock, FrameRing[] arriving, SlotSender sender) {
    this.index = index;
    this.clock = clock;
    this.arriving = arriving;
    this.sender = sender;
  }

  int index() {
    return index;
  }

  SlotSender sender() {
    return sender;
  }

  /** Runs something in the slot's thread, between turns. */
  void command(Runnable command) {
    commands.add(command);
  }

  void add(SlotShare share) {
    shares.add(share);
  }

  void remove(SlotShare share) {
    shares.remove(share);
  }

  /** One turn; returns how much was done. */
  int work() {
    int work = 0;
    for (Runnable command = commands.poll(); command != null; command = commands.poll()) {
      try {
        command.run();
      } catch (RuntimeException e) {
        LOG.error("slot {} goes on after a command that failed", index, e);
      }
      work++;
    }
    nowNs = clock.nanoTime();
    boolean drained = true;
    for (FrameRing ring : arriving) {
      int frames = ring.poll(handler, FRAMES_PER_TURN);
      drained &= frames < FRAMES_PER_TURN;
      work += frames;
    }
    for (int i = 0; i < shares.size(); i++) {
      work += shares.get(i).work(nowNs, drained);
    }
    return work;
  }

  private void dispatch(byte[] frame, int at, int length) {
    long application = FrameHeader.application(frame, at);
    for (int i = 0; i < shares.size(); i++) {
      SlotShare share = shares.get(i);
      if (share.application() == application) {
        share.onFrame(frame, at, length, nowNs);
        return;
      }
    }
  }
}
