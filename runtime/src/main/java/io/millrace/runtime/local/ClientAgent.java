package io.millrace.runtime.local;

import io.millrace.functions.connect.Published;
import io.millrace.runtime.Clock;
import io.millrace.runtime.channel.ChannelSettings;
import io.millrace.runtime.channel.FrameStamp;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.plan.ApplicationPlan;
import io.millrace.runtime.plan.SourcePlan;
import io.millrace.runtime.plan.TopicPlan;
import io.millrace.runtime.transport.FrameSender;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Takes the records of one client session, or of all clients without one. A record is acknowledged
 * when it is stable. Sessions number their records, in rising order; a number that was taken before
 * is acknowledged and not taken again.
 */
public final class ClientAgent implements OriginAgent {
  /** The session of all clients that do not number their records. */
  public static final String ANONYMOUS = "";

  private static final int RECORDS_PER_TURN = 256;

  /**
   * A record on its way in.
   *
   * @param number the client's number, or {@link FrameHeader#NO_POSITION}
   * @param stable completed with whether the record was new
   */
  private record Publication(
      TopicPlan topic,
      Object value,
      long eventTimeMs,
      long number,
      CompletableFuture<Boolean> stable) {}

  private record Waiting(int partition, long sequence, boolean fresh, Publication publication) {}

  private final long origin;
  private final ApplicationPlan plan;
  private final OriginChannels channels;
  private final PublishedMarks marks;
  private final Clock clock;
  private final Queue<Publication> arrived = new ConcurrentLinkedQueue<>();
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private long lastNumber = FrameHeader.NO_POSITION;
  private volatile boolean closed;

  private ClientAgent(
      long origin,
      ApplicationPlan plan,
      OriginChannels channels,
      PublishedMarks marks,
      Clock clock) {
    this.origin = origin;
    this.plan = plan;
    this.channels = channels;
    this.marks = marks;
    this.clock = clock;
  }

  /**
   * An agent of a session. That of {@link #ANONYMOUS} tells the watermarks of topics that clients
   * publish to, so it has to be there from the start if {@link #isNeeded}.
   *
   * @param stamp whose origin is {@link io.millrace.runtime.frame.Origin#ofClient}
   */
  public static ClientAgent of(
      String session,
      ApplicationPlan plan,
      FrameStamp stamp,
      int partitions,
      ChannelSettings sizes,
      FrameSender sender,
      Clock clock) {
    PublishedMarks marks =
        new PublishedMarks(session.equals(ANONYMOUS) ? published(plan) : List.of());
    return new ClientAgent(
        stamp.origin(),
        plan,
        OriginChannels.ofClient(stamp, partitions, sizes, marks.marks(), sender),
        marks,
        clock);
  }

  private static List<SourcePlan> published(ApplicationPlan plan) {
    return plan.sources().stream()
        .filter(source -> source.spec().source() instanceof Published<?>)
        .toList();
  }

  /** Whether an application has topics that clients publish to by its own word. */
  public static boolean isNeeded(ApplicationPlan plan) {
    return !published(plan).isEmpty();
  }

  /**
   * Takes a record; from any thread.
   *
   * @param eventTimeMs null if the topic's source says it, or it is now
   * @param number the session's number for it, 0 or more; null for anonymous clients
   * @return completed with whether the record was new when it is stable
   */
  public CompletableFuture<Boolean> publish(
      TopicPlan topic, Object value, Long eventTimeMs, Long number) {
    if (number != null && number < 0) {
      throw new IllegalArgumentException("number is negative: number=" + number + "; 0 or more");
    }
    CompletableFuture<Boolean> stable = new CompletableFuture<>();
    arrived.add(
        new Publication(
            topic,
            value,
            eventTimeMs == null
                ? plan.eventTimeMs(topic, value).orElseGet(clock::nowMs)
                : eventTimeMs,
            number == null ? FrameHeader.NO_POSITION : number,
            stable));
    if (closed) {
      refuseArrived();
    }
    return stable;
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
    closed = true;
    for (Waiting left : waiting) {
      if (left.publication() != null) {
        left.publication().stable().completeExceptionally(stopped());
      }
    }
    refuseArrived();
  }

  private static IllegalStateException stopped() {
    return new IllegalStateException(
        "application stopped, or moved, while it was published to; publish again when it is back,"
            + " with a session and the same numbers if it must not be doubled");
  }

  private void refuseArrived() {
    for (Publication next = arrived.poll(); next != null; next = arrived.poll()) {
      next.stable().completeExceptionally(stopped());
    }
  }
}
