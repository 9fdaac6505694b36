package io.millrace.runtime.partition;

import io.millrace.functions.ByteInput;
import io.millrace.functions.ByteOutput;
import io.millrace.runtime.channel.Marks;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.frame.Origin;
import io.millrace.runtime.plan.ApplicationPlan;
import io.millrace.runtime.plan.FunctionPlan;
import io.millrace.runtime.plan.TopicPlan;
import io.millrace.runtime.time.TopicClock;

/** The event clocks of a partition's functions, driven by the watermarks in frames. */
final class EventClocks {
  private final long self;
  private final FunctionInstance[] functions;
  private final Marks marks;
  private final TopicClock[] bySource;
  private final TopicClock[] byPartition;
  private boolean changed = true;

  EventClocks(
      ApplicationPlan plan,
      FunctionInstance[] functions,
      int partition,
      int partitions,
      Marks marks) {
    this.self = Origin.ofPartition(partition);
    this.functions = functions;
    this.marks = marks;
    int numbers = plan.topicsByNumber().length;
    this.bySource = new TopicClock[numbers];
    this.byPartition = new TopicClock[numbers];
    for (TopicPlan topic : plan.topics()) {
      bySource[topic.number()] = new TopicClock();
    }
    for (int topic : plan.markedTopics()) {
      byPartition[topic] = new TopicClock();
      for (int p = 0; p < partitions; p++) {
        byPartition[topic].expect(Origin.ofPartition(p));
      }
    }
  }

  /** Takes the watermark entries of a frame. */
  void update(byte[] frame, int at) {
    long origin = FrameHeader.origin(frame, at);
    TopicClock[] topics = Origin.isPartition(origin) ? byPartition : bySource;
    int count = FrameHeader.watermarkCount(frame, at);
    for (int i = 0; i < count; i++) {
      int topic = FrameHeader.watermarkTopic(frame, at, i);
      if (topic >= 0 && topic < topics.length && topics[topic] != null) {
        changed |= topics[topic].update(origin, FrameHeader.watermarkMs(frame, at, i));
      }
    }
  }

  /** Whether some watermark changed since {@link #settled}. */
  boolean isChanged() {
    return changed;
  }

  /** All functions were advanced. */
  void settled() {
    changed = false;
  }

  /** Moves a function's clock to the minimum of its topics, or stays as far behind as it says. */
  void advance(FunctionInstance function) {
    long clock = Marks.END;
    boolean idle = true;
    for (FunctionPlan.ClockTopic topic : function.plan().clockTopics()) {
      int number = topic.topic().number();
      if (topic.bySource()) {
        long mark = bySource[number].watermarkMs();
        idle &= mark == Marks.IDLE;
        clock = mark == Marks.IDLE ? clock : Math.min(clock, mark);
      }
      if (topic.byPartitions()) {
        long mark = byPartition[number].watermarkMs();
        idle &= mark == Marks.IDLE;
        clock = mark == Marks.IDLE ? clock : Math.min(clock, mark);
      }
    }
    function.idle(idle);
    clock = behind(clock, function.clockBehindMs());
    if (!idle && clock > function.clockMs()) {
      function.clockMs(clock);
    }
  }

  private static long behind(long clock, long byMs) {
    if (byMs == 0 || clock == Marks.NONE || clock == Marks.END) {
      return clock;
    }
    return byMs == Marks.END ? Marks.NONE : Math.max(clock - byMs, Marks.NONE);
  }

  /**
   * Tells the readers of what a function emits how far it has come. Those in this partition are
   * told at once if they have all that was emitted before; else the mark follows these records
   * through the partition's own channel.
   */
  void publish(FunctionInstance function, boolean isOwnChannelFolded) {
    for (int i = 0; i < marks.size(); i++) {
      int topic = marks.topic(i);
      if (emits(function, topic)) {
        long mark = markOf(topic);
        marks.mark(i, mark);
        if (isOwnChannelFolded) {
          byPartition[topic].update(self, mark);
        }
      }
    }
  }

  private long markOf(int topic) {
    long least = Marks.END;
    boolean idle = true;
    for (FunctionInstance emitter : functions) {
      if (emits(emitter, topic) && !emitter.isIdle()) {
        idle = false;
        least = Math.min(least, emitter.clockMs());
      }
    }
    return idle ? Marks.IDLE : least;
  }

  private static boolean emits(FunctionInstance function, int topic) {
    for (TopicPlan emitted : function.plan().emits()) {
      if (emitted.number() == topic) {
        return true;
      }
    }
    return false;
  }

  void save(ByteOutput out) {
    out.writeInt(functions.length);
    for (FunctionInstance function : functions) {
      out.writeInt(function.plan().number());
      out.writeLong(function.clockMs());
      out.writeByte(function.isIdle() ? 1 : 0);
    }
    save(bySource, out);
    save(byPartition, out);
  }

  private static void save(TopicClock[] topics, ByteOutput out) {
    int count = 0;
    for (TopicClock topic : topics) {
      count += topic == null ? 0 : 1;
    }
    out.writeInt(count);
    for (int number = 0; number < topics.length; number++) {
      if (topics[number] != null) {
        out.writeInt(number);
        topics[number].save(out);
      }
    }
  }

  void load(ByteInput in, boolean isOwnChannelFolded) {
    for (int left = in.readInt(); left > 0; left--) {
      int number = in.readInt();
      long clockMs = in.readLong();
      boolean idle = in.readByte() != 0;
      for (FunctionInstance function : functions) {
        if (function.plan().number() == number) {
          function.clockMs(clockMs);
          function.idle(idle);
        }
      }
    }
    load(bySource, in);
    load(byPartition, in);
    for (FunctionInstance function : functions) {
      publish(function, isOwnChannelFolded);
    }
    changed = true;
  }

  private static void load(TopicClock[] topics, ByteInput in) {
    for (int left = in.readInt(); left > 0; left--) {
      int number = in.readInt();
      TopicClock topic =
          number < topics.length && topics[number] != null ? topics[number] : new TopicClock();
      topic.load(in);
    }
  }
}
