package io.millrace.runtime.local;

import io.millrace.runtime.Clock;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.frame.FrameType;
import io.millrace.runtime.frame.Origin;
import io.millrace.runtime.partition.Partition;
import io.millrace.runtime.transport.FrameReceiver;
import io.millrace.runtime.transport.FrameRing;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Runs several partitions and the origins beside them, round robin, in one thread. {@link #work}
 * never waits. Other threads use {@link #execute}.
 */
final class Slot {
  private static final int FRAMES_PER_TURN = 64;

  private final int index;
  private final SlotRouter router;
  private final Clock clock;
  private final Valve valve;
  private final FrameRing[] inbound;
  private final Partition[] byNumber;
  private final List<Partition> partitions = new ArrayList<>();
  private final List<OriginAgent> agents = new ArrayList<>();
  private final OriginMap<OriginAgent> agentsByOrigin = new OriginMap<>();
  private final Queue<Runnable> commands = new ConcurrentLinkedQueue<>();
  private final FrameReceiver.Handler handler = this::dispatch;
  private final AtomicLong activity = new AtomicLong();
  private volatile boolean ended;

  Slot(int index, int partitions, SlotRouter router, Clock clock, Valve valve) {
    this.index = index;
    this.router = router;
    this.clock = clock;
    this.valve = valve;
    this.inbound = router.inboundOf(index);
    this.byNumber = new Partition[partitions];
  }

  int index() {
    return index;
  }

  /** Adds a partition; before the first turn. */
  void add(int number, Partition partition) {
    byNumber[number] = partition;
    partitions.add(partition);
  }

  /** Adds an origin; before the first turn or in the slot's thread. */
  void add(OriginAgent agent) {
    agents.add(agent);
    agentsByOrigin.put(agent.origin(), agent);
    router.register(agent.origin(), index);
  }

  /** One turn; returns how much was done. */
  int work() {
    int commanded = 0;
    for (Runnable command = commands.poll(); command != null; command = commands.poll()) {
      command.run();
      commanded++;
    }
    int work = 0;
    boolean drained = true;
    for (FrameRing ring : inbound) {
      int frames = ring.poll(handler, FRAMES_PER_TURN);
      drained &= frames < FRAMES_PER_TURN;
      work += frames;
    }
    long nowNs = clock.nanoTime();
    for (int i = 0; i < partitions.size(); i++) {
      Partition partition = partitions.get(i);
      int done = partition.work(nowNs, drained);
      if (done > 0) {
        work += done;
      }
      valve.lag(partition.number(), partition.lag());
    }
    for (int i = 0; i < agents.size(); i++) {
      work += agents.get(i).work(nowNs);
    }
    if (work > 0) {
      activity.lazySet(activity.getPlain() + 1);
    }
    return work + commanded;
  }

  private void dispatch(byte[] frame, int at, int length) {
    FrameType type = FrameHeader.type(frame, at);
    if (type.isToOrigin()) {
      long origin = FrameHeader.origin(frame, at);
      if (Origin.isPartition(origin)) {
        byNumber[Origin.partition(origin)].onFrame(frame, at, length);
      } else {
        OriginAgent agent = agentsByOrigin.get(origin);
        if (agent != null) {
          agent.onFrame(frame, at);
        }
      }
    } else {
      byNumber[FrameHeader.destination(frame, at)].onFrame(frame, at, length);
    }
  }

  List<Partition> partitions() {
    return partitions;
  }

  List<OriginAgent> agents() {
    return agents;
  }

  /** Changes with every turn that did something besides commands. */
  long activity() {
    return activity.get();
  }

  /** Whether nothing waits in this slot and no input will come; in its thread. */
  boolean isDone() {
    return isQuiet() && agents.stream().allMatch(OriginAgent::isDone);
  }

  /** Whether nothing waits in this slot; in its thread. */
  boolean isQuiet() {
    for (FrameRing ring : inbound) {
      if (!ring.isEmpty()) {
        return false;
      }
    }
    return agents.stream().allMatch(OriginAgent::isQuiet)
        && partitions.stream().allMatch(Partition::isQuiet);
  }

  /** Runs something in the slot's thread, between turns; what it throws fails the application. */
  void command(Runnable command) {
    commands.add(
        () -> {
          if (!ended) {
            command.run();
          }
        });
  }

  /**
   * Asks something in the slot's thread, between turns; fails with {@link SlotEndedException} when
   * there are no more turns.
   */
  <T> CompletableFuture<T> execute(Callable<T> command) {
    CompletableFuture<T> result = new CompletableFuture<>();
    commands.add(
        () -> {
          if (ended) {
            result.completeExceptionally(new SlotEndedException(index));
            return;
          }
          try {
            result.complete(command.call());
          } catch (Exception e) {
            result.completeExceptionally(e);
          }
        });
    if (ended) {
      refuseCommands();
    }
    return result;
  }

  /** There will be no more turns: who waits for an answer is told, now and from now on. */
  void end() {
    ended = true;
    refuseCommands();
  }

  private void refuseCommands() {
    for (Runnable command = commands.poll(); command != null; command = commands.poll()) {
      command.run();
    }
  }
}
