package io.millrace.testkit;

import io.millrace.functions.ByteOutput;
import io.millrace.runtime.codec.KeyCodec;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.frame.Origin;
import io.millrace.runtime.metrics.Counter;
import io.millrace.runtime.metrics.Counters;
import io.millrace.runtime.partition.AsyncCalls;
import io.millrace.runtime.partition.Partition;
import io.millrace.runtime.partition.PartitionPorts;
import io.millrace.runtime.partition.PartitionSettings;
import io.millrace.runtime.partition.StateReader;
import io.millrace.runtime.plan.ApplicationPlan;
import io.millrace.runtime.plan.TopicPlan;
import io.millrace.runtime.snapshot.MemorySnapshotStore;
import io.millrace.runtime.state.Hash;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * One run of an application: all its partitions in one thread, on journals and snapshots in memory,
 * wired by queues. Each operation is worked off wholly before the next, always in the same order,
 * so two runs with the same operations do the same unless the functions do not.
 */
final class Run {
  static final long APPLICATION = 1;
  static final int CODE_VERSION = 1;

  private static final long TURN_NS = 50_000_000L;
  private static final int MOST_TURNS = 20_000;

  private final ApplicationPlan plan;
  private final int count;
  private final IntFunction<AsyncCalls> calls;
  private final ManualClock clock;
  private final MemorySnapshotStore snapshots = new MemorySnapshotStore();
  private final TappedJournal[] journals;
  private final Partition[] partitions;

  /** Of the partitions since they started last. */
  private final Counters[] counters;

  private final List<Deque<byte[]>> inboxes = new ArrayList<>();
  private final Deque<byte[]> answers = new ArrayDeque<>();
  private final List<Output> outputs = new ArrayList<>();
  private final Input input;
  private int operation;
  private int term;

  Run(ApplicationPlan plan, TestSettings settings, IntFunction<AsyncCalls> calls) {
    this.plan = plan;
    this.count = settings.partitions();
    this.calls = calls;
    this.clock = new ManualClock(settings.start().toEpochMilli());
    this.journals = new TappedJournal[count];
    this.partitions = new Partition[count];
    this.counters = new Counters[count];
    this.input =
        new Input(
            plan.topics().stream().filter(TopicPlan::isSourced).toList(),
            count,
            this::deliver,
            outputs,
            () -> operation);
    for (int p = 0; p < count; p++) {
      journals[p] = new TappedJournal(tapped(p), outputs, () -> operation);
      inboxes.add(new ArrayDeque<>());
    }
  }

  /** Records of broadcast topics are in every journal: those of partition 0 are shown. */
  private BitSet tapped(int partition) {
    BitSet numbers = new BitSet();
    for (TopicPlan topic : plan.topics()) {
      if (topic.isEmitted() && (partition == 0 || !topic.topic().isBroadcast())) {
        numbers.set(topic.number());
      }
    }
    return numbers;
  }

  /** Starts with empty journals. */
  Run start() {
    startPartitions();
    return this;
  }

  /** Starts with the journals of another run and nothing else: all is folded again. */
  Run replay(Run other) {
    for (int p = 0; p < count; p++) {
      journals[p].copyOf(other.journals[p]);
    }
    clock.moveTo(other.clock.nowMs());
    startPartitions();
    return this;
  }

  private void startPartitions() {
    term++;
    answers.clear();
    inboxes.forEach(Deque::clear);
    input.disconnected();
    for (int p = 0; p < count; p++) {
      PartitionPorts ports =
          new PartitionPorts(journals[p], snapshots, this::deliver, clock, calls.apply(p));
      counters[p] = new Counters();
      partitions[p] =
          new Partition(
              PartitionSettings.of(APPLICATION, p, count, term, 0, CODE_VERSION),
              plan,
              ports,
              counters[p]);
      partitions[p].recover(plan.settings());
    }
    settle();
  }

  /** Loses all partitions and restores them, from a fresh snapshot if one is wanted. */
  void crash(boolean snapshotBefore) {
    if (snapshotBefore) {
      snapshot();
    }
    startPartitions();
  }

  /** Takes a snapshot of every partition. */
  void snapshot() {
    for (Partition partition : partitions) {
      partition.snapshot();
      while (partition.isSnapshotting()) {
        turn();
      }
    }
    settle();
  }

  private boolean deliver(byte[] frame, int at, int length) {
    byte[] copy = Arrays.copyOfRange(frame, at, at + length);
    if (!FrameHeader.type(copy, 0).isToOrigin()) {
      inboxes.get(FrameHeader.destination(copy, 0)).add(copy);
    } else if (Origin.isPartition(FrameHeader.origin(copy, 0))) {
      inboxes.get(Origin.partition(FrameHeader.origin(copy, 0))).add(copy);
    } else {
      answers.add(copy);
    }
    return true;
  }

  /** Does an operation and works off all that follows from it. */
  void apply(int number, Operation next) {
    operation = number;
    if (next instanceof Operation.Send send) {
      input.send(topic(send.topic()), send);
    } else if (next instanceof Operation.Watermark watermark) {
      input.watermark(topic(watermark.topic()), watermark.ms());
    } else if (next instanceof Operation.Time time) {
      moveTimeTo(time.toMs());
    } else if (next instanceof Operation.Release release) {
      int function = plan.function(release.function()).orElseThrow().number();
      partitions[partitionOf(release.key())].release(function, release.key());
    }
    settle();
  }

  private TopicPlan topic(String name) {
    return plan.topic(name)
        .orElseThrow(() -> new AssertionError("topic of the first run is missing: topic=" + name));
  }

  /** Stops at every timer on the way, as a real clock would. */
  private void moveTimeTo(long toMs) {
    while (nextTimerMs() <= toMs) {
      clock.moveTo(nextTimerMs());
      settle();
    }
    clock.moveTo(toMs);
    input.tellTime();
  }

  private long nextTimerMs() {
    return Arrays.stream(partitions)
        .mapToLong(Partition::nextProcessingTimerMs)
        .min()
        .orElseThrow();
  }

  private void settle() {
    for (int turns = 0; turn() > 0 || !isQuiet(); turns++) {
      if (turns == MOST_TURNS) {
        throw new IllegalStateException(
            "application does not come to rest: turns="
                + MOST_TURNS
                + "; probably functions feed each other without end, or a processing-time timer"
                + " sets itself again at once");
      }
    }
  }

  private int turn() {
    clock.passNanos(TURN_NS);
    int work = input.work(clock.nanoTime());
    for (int p = 0; p < count; p++) {
      Deque<byte[]> inbox = inboxes.get(p);
      for (byte[] frame = inbox.poll(); frame != null; frame = inbox.poll()) {
        partitions[p].onFrame(frame, 0, frame.length);
        work++;
      }
      work += partitions[p].work(clock.nanoTime());
    }
    for (byte[] frame = answers.poll(); frame != null; frame = answers.poll()) {
      input.onFrame(frame, clock.nanoTime());
      work++;
    }
    return work;
  }

  private boolean isQuiet() {
    return input.isSettled() && Arrays.stream(partitions).allMatch(Partition::isQuiet);
  }

  /** Stops in order: closes the functions. */
  void close() {
    for (Partition partition : partitions) {
      if (partition != null) {
        partition.close();
      }
    }
  }

  private int partitionOf(byte[] key) {
    return Hash.partition(Hash.of(key, 0, key.length), count);
  }

  /** The state of a key. */
  Optional<Object> state(String function, String state, byte[] key) {
    return reader(partitionOf(key)).get(function, state, key);
  }

  StateReader reader(int partition) {
    return partitions[partition].stateReader();
  }

  static byte[] encodeKey(Object key) {
    ByteOutput out = new ByteOutput(32);
    KeyCodec.encode(key, out);
    return out.toByteArray();
  }

  /** The digests of all partitions. */
  long[] digests() {
    return Arrays.stream(partitions).mapToLong(Partition::digest).toArray();
  }

  /** What all partitions have counted. */
  long sum(Counter counter) {
    Arrays.stream(counters).forEach(Counters::publish);
    return Arrays.stream(counters).mapToLong(each -> each.get(counter)).sum();
  }

  int partitionCount() {
    return count;
  }

  ApplicationPlan plan() {
    return plan;
  }

  MemorySnapshotStore snapshots() {
    return snapshots;
  }

  /** All that functions emitted so far. */
  List<Output> outputs() {
    return outputs;
  }

  /** Processing time, ms. */
  long nowMs() {
    return clock.nowMs();
  }
}
