package io.millrace.runtime.local;

import io.millrace.runtime.Clock;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.plan.TopicPlan;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Takes the records of one client session, or of all clients without one. A record is acknowledged
 * when it is stable. Sessions number their records, in rising order; a number that was taken before
 * is acknowledged and not taken again.
 */
final class ClientAgent implements OriginAgent {
  private static final int RECORDS_PER_TURN = 256;

  /**
   * A record on its way in.
   *
   * @param number the client's number, or {@link FrameHeader#NO_POSITION}
   * @param stable completed with whether the record was new
   */
  record Publication(
      TopicPlan topic,
      Object value,
      long eventTimeMs,
      long number,
      CompletableFuture<Boolean> stable) {}

  private record Waiting(int partition, long sequence, boolean fresh, Publication publication) {}

  private final long origin;
  private final OriginChannels channels;
  private final PublishedMarks marks;
  private final Clock clock;
  private final Queue<Publication> arrived = new ConcurrentLinkedQueue<>();
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private long lastNumber = FrameHeader.NO_POSITION;

  ClientAgent(long origin, OriginChannels channels, PublishedMarks marks, Clock clock) {
    this.origin = origin;
    this.channels = channels;
    this.marks = marks;
    this.clock = clock;
  }

  /** Takes a record; from any thread. */
  void publish(Publication publication) {
    arrived.add(publication);
  }

  @Override
  public long origin() {
    return origin;
  }

  @Override
  public void onFrame(byte[] frame, int at) {
    channels.onFrame(frame, at, clock.nanoTime());
  }

  @Override
  public void disconnected(int partition) {
    channels.disconnected(partition);
  }

  @Override
  public int work(long nowNs) {
    int taken = 0;
    if (channels.isStanding()) {
      while (taken < RECORDS_PER_TURN && channels.outbound().hasRoom()) {
        Publication next = arrived.poll();
        if (next == null) {
          break;
        }
        take(next, nowNs);
        taken++;
      }
    }
    marks.idleCheck(nowNs);
    int work = taken + channels.work(nowNs, taken < RECORDS_PER_TURN);
    settle();
    return work;
  }

  private void take(Publication publication, long nowNs) {
    try {
      long number = publication.number();
      boolean repeated = number != FrameHeader.NO_POSITION && number <= lastNumber;
      int to =
          repeated
              ? 0
              : channels.send(
                  publication.topic(), publication.value(), publication.eventTimeMs(), number);
      if (!repeated && number != FrameHeader.NO_POSITION) {
        lastNumber = number;
        channels.itemDone(number);
      }
      marks.record(publication.topic(), publication.eventTimeMs(), nowNs);
      boolean fresh = !repeated && to >= 0;
      int partition = to < 0 ? -1 - to : to;
      await(partition, fresh, repeated, publication);
    } catch (RuntimeException e) {
      publication.stable().completeExceptionally(e);
    }
  }

  private void await(int partition, boolean fresh, boolean repeated, Publication publication) {
    int partitions = channels.partitions();
    if (repeated || partition == partitions) {
      // wait for all: the last partition in the queue completes it
      for (int p = 0; p < partitions; p++) {
        boolean last = p == partitions - 1;
        waiting.add(
            new Waiting(
                p,
                channels.outbound().channel(p).nextSequence(),
                fresh,
                last ? publication : null));
      }
    } else {
      waiting.add(
          new Waiting(
              partition,
              channels.outbound().channel(partition).nextSequence(),
              fresh,
              publication));
    }
  }

  private void settle() {
    while (!waiting.isEmpty()) {
      Waiting first = waiting.peek();
      if (channels.outbound().channel(first.partition()).ackedNext() < first.sequence()) {
        return;
      }
      waiting.poll();
      if (first.publication() != null) {
        first.publication().stable().complete(first.fresh());
      }
    }
  }

  @Override
  public boolean isQuiet() {
    return arrived.isEmpty() && waiting.isEmpty() && channels.outbound().isSettled();
  }

  @Override
  public boolean isDone() {
    return isQuiet();
  }

  @Override
  public void close() {
    IllegalStateException stopped =
        new IllegalStateException("application stopped; publish again when it is back");
    for (Waiting left : waiting) {
      if (left.publication() != null) {
        left.publication().stable().completeExceptionally(stopped);
      }
    }
    for (Publication next = arrived.poll(); next != null; next = arrived.poll()) {
      next.stable().completeExceptionally(stopped);
    }
  }
}
