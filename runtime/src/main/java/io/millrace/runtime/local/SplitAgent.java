package io.millrace.runtime.local;

import io.millrace.functions.DeadLetter;
import io.millrace.functions.SourceSpec;
import io.millrace.functions.Spans;
import io.millrace.functions.connect.ReadStatus;
import io.millrace.functions.connect.SourceOutput;
import io.millrace.functions.connect.SplitReader;
import io.millrace.functions.connect.SplitStart;
import io.millrace.runtime.Clock;
import io.millrace.runtime.channel.ChannelSettings;
import io.millrace.runtime.channel.FrameStamp;
import io.millrace.runtime.channel.Marks;
import io.millrace.runtime.plan.SourcePlan;
import io.millrace.runtime.transport.FrameSender;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;

/**
 * Reads one split and sends its records to the partitions. It keeps no progress of its own: at the
 * start it asks the partitions.
 */
public final class SplitAgent implements OriginAgent, SourceOutput<Object> {
  private static final int ITEMS_PER_TURN = 512;

  /** What a split is doing. */
  public enum Phase {
    /** It waits for the partitions to say how far it had come. */
    ASKING,
    /** It waits until all partitions know that it exists. */
    ANNOUNCING,
    /** It waits for the other splits of its source. */
    WAITING,
    /** It reads. */
    READING,
    /** There is nothing more to read. */
    ENDED,
    /** It was stopped. */
    CLOSED;

    private Set<Phase> successors() {
      return switch (this) {
        case ASKING -> EnumSet.of(ANNOUNCING, CLOSED);
        case ANNOUNCING -> EnumSet.of(WAITING, CLOSED);
        case WAITING -> EnumSet.of(READING, CLOSED);
        case READING -> EnumSet.of(ENDED, CLOSED);
        case ENDED -> EnumSet.of(CLOSED);
        case CLOSED -> EnumSet.noneOf(Phase.class);
      };
    }
  }

  private final SourceGroup group;
  private final SourcePlan plan;
  private final String split;
  private final long origin;
  private final SplitTarget target;
  private final Marks marks;
  private final Valve valve;
  private final Clock clock;
  private final SplitCounts counts;
  private final ToLongFunction<? super Object> eventTime;
  private final long disorderMs;
  private final long idleNs;
  private final AtomicLong told; // to the group

  private volatile Phase phase = Phase.ASKING;
  private SplitReader<Object> reader;
  private long latestMs = Marks.NONE;
  private long sentLatestMs = Marks.NONE;
  private long recordNs;
  private long readMs;
  private boolean read;

  SplitAgent(
      SourceGroup group,
      String split,
      long origin,
      SplitTarget target,
      Marks marks,
      Valve valve,
      Clock clock,
      SplitCounts counts) {
    this.group = group;
    this.plan = group.plan();
    this.split = split;
    this.origin = origin;
    this.target = target;
    this.marks = marks;
    this.valve = valve;
    this.clock = clock;
    this.counts = counts;
    this.eventTime = plan.spec().eventTime().orElse(null);
    this.disorderMs = plan.spec().disorder().toMillis();
    this.told = group.join();
    this.idleNs = plan.spec().idleAfter().map(Spans::nanos).orElse(Long.MAX_VALUE);
  }

  /**
   * A reader of one split.
   *
   * @param group the splits of its source; it must expect this one
   * @param stamp whose origin is {@link io.millrace.runtime.frame.Origin#ofSplit}
   * @param valve holds it back
   */
  public static SplitAgent of(
      SourceGroup group,
      String split,
      FrameStamp stamp,
      int partitions,
      ChannelSettings sizes,
      FrameSender sender,
      Valve valve,
      Clock clock) {
    Marks marks = new Marks(group.plan().topic().number());
    return new SplitAgent(
        group,
        split,
        stamp.origin(),
        OriginChannels.ofSplit(stamp, partitions, sizes, marks, group.plan().combines(), sender),
        marks,
        valve,
        clock,
        new SplitCounts(split));
  }

  @Override
  public long origin() {
    return origin;
  }

  @Override
  public void onFrame(byte[] frame, int at) {
    target.onFrame(frame, at, clock.nanoTime());
  }

  @Override
  public void disconnected(int partition) {
    target.disconnected(partition);
  }

  @Override
  public int work(long nowNs) {
    int work = 0;
    switch (phase) {
      case ASKING -> {
        if (target.isStanding()) {
          target.announce();
          become(Phase.ANNOUNCING);
        }
      }
      case ANNOUNCING -> {
        if (target.isKnownToAll()) {
          group.announced();
          become(Phase.WAITING);
        }
      }
      case WAITING -> {
        if (group.isOpen()) {
          open();
          recordNs = nowNs;
          become(Phase.READING);
        }
      }
      case READING -> work += read(nowNs);
      default -> {
        // nothing to read
      }
    }
    return work + target.work(nowNs, work == 0 || !read);
  }

  private void open() {
    long position = Math.max(0, target.commonPosition());
    try {
      reader = plan.spec().source().open(new SplitStart<>(plan.topic().topic(), split, position));
    } catch (Exception e) {
      throw failed("open", e);
    }
  }

  private int read(long nowNs) {
    if (!target.hasRoom() || !valve.isOpen() || isAhead()) {
      counts.held();
      recordNs = nowNs; // it is not silent: nobody listens
      read = false;
      return 0;
    }
    long before = counts.records();
    readMs = clock.nowMs();
    ReadStatus status;
    try {
      status = reader.read(this, ITEMS_PER_TURN);
    } catch (Exception e) {
      throw failed("read", e);
    }
    if (status == ReadStatus.END) {
      target.flush();
      sentLatestMs = latestMs;
    }
    long records = counts.records() - before;
    if (records > 0) {
      recordNs = nowNs;
      told.set(latestMs);
      if (sentLatestMs != Marks.NONE) {
        marks.mark(0, sentLatestMs - disorderMs);
      }
    } else if (nowNs - recordNs > idleNs && !target.isHolding()) {
      marks.mark(0, Marks.IDLE);
      told.set(Long.MAX_VALUE);
    }
    counts.progress(reader.progress());
    read = status == ReadStatus.MORE;
    if (status == ReadStatus.END) {
      marks.mark(0, Marks.END);
      counts.ended();
      become(Phase.ENDED);
      closeReader();
    }
    return (int) records;
  }

  private boolean isAhead() {
    return latestMs != Marks.NONE && group.isAhead(latestMs);
  }

  @Override
  public void record(Object value, long nextPosition) {
    long timeMs;
    try {
      timeMs = eventTime == null ? readMs : eventTime.applyAsLong(value);
      target.send(plan.topic(), value, timeMs, nextPosition);
    } catch (RuntimeException e) {
      malformed(nextPosition, where(), String.valueOf(value), String.valueOf(e.getMessage()));
      return;
    }
    latestMs = Math.max(latestMs, timeMs); // not that of malformed input: it may be any
    itemDone(nextPosition);
    counts.record();
  }

  private String where() {
    try {
      return reader.where().orElse(split);
    } catch (IOException e) {
      return split; // reading on will tell what is wrong
    }
  }

  @Override
  public void malformed(long nextPosition, String where, String text, String problem) {
    switch (plan.spec().malformed()) {
      case STOP ->
          throw new MalformedInputException(
              "malformed input: source="
                  + plan.name()
                  + ", at="
                  + where
                  + ", problem="
                  + problem
                  + ", text="
                  + shortened(text)
                  + "; mend it, or choose .onMalformed("
                  + SourceSpec.Malformed.SKIP
                  + " or "
                  + SourceSpec.Malformed.DEAD_LETTER
                  + ")");
      case DEAD_LETTER -> {
        DeadLetter letter =
            new DeadLetter(
                plan.name(), plan.topic().topic().name(), where, text, problem, 1, where);
        target.send(plan.deadLetters(), letter, clock.nowMs(), nextPosition);
      }
      case SKIP -> {
        // counted below
      }
    }
    counts.malformed();
    itemDone(nextPosition);
  }

  private void itemDone(long nextPosition) {
    if (target.itemDone(nextPosition)) {
      sentLatestMs = latestMs;
    }
  }

  private static String shortened(String text) {
    return text.length() <= 200 ? text : text.substring(0, 200) + "...";
  }

  private RuntimeException failed(String what, Exception e) {
    if (e instanceof MalformedInputException malformed) {
      return malformed;
    }
    return new IllegalStateException(
        "source failed to "
            + what
            + ": source="
            + plan.name()
            + ", split="
            + split
            + ", error="
            + FailureText.of(e),
        e);
  }

  @Override
  public boolean isQuiet() {
    return phase == Phase.CLOSED || target.isSettled();
  }

  @Override
  public boolean isDone() {
    return phase == Phase.ENDED && target.isSettled();
  }

  @Override
  public void close() {
    closeReader();
    become(Phase.CLOSED);
  }

  private void closeReader() {
    group.leave(told);
    if (reader != null) {
      try {
        reader.close();
      } catch (IOException e) {
        throw failed("close", e);
      } finally {
        reader = null;
      }
    }
  }

  /** What it has read; for any thread. */
  public SplitStatus status() {
    return counts.status();
  }

  /** What it is doing; for any thread. */
  public Phase phase() {
    return phase;
  }

  private void become(Phase next) {
    if (!phase.successors().contains(next)) {
      throw new IllegalStateException("split phase cannot change: from=" + phase + ", to=" + next);
    }
    phase = next;
  }
}
