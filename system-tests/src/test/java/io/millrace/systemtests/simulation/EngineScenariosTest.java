package io.millrace.systemtests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.functions.ByteInput;
import io.millrace.functions.ByteOutput;
import io.millrace.functions.Settings;
import io.millrace.runtime.channel.ChannelSettings;
import io.millrace.runtime.channel.FrameStamp;
import io.millrace.runtime.channel.Marks;
import io.millrace.runtime.channel.Outbound;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.frame.FrameType;
import io.millrace.runtime.frame.Origin;
import io.millrace.runtime.frame.RecordCursor;
import io.millrace.runtime.journal.Journal;
import io.millrace.runtime.metrics.Counters;
import io.millrace.runtime.partition.AsyncCalls;
import io.millrace.runtime.partition.Partition;
import io.millrace.runtime.partition.PartitionPorts;
import io.millrace.runtime.partition.PartitionSettings;
import io.millrace.runtime.plan.TopicPlan;
import io.millrace.runtime.replication.ReplicatedJournal;
import io.millrace.runtime.snapshot.MemorySnapshotStore;
import io.millrace.runtime.transport.FrameSender;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What the simulation found in the engine, each as short as it can be told. */
class EngineScenariosTest {
  private static final long CLIENT = Origin.ofClient("scenario");
  private static final int PARTITIONS = 2;

  private final SimulatedClock.Ticker ticker = new SimulatedClock.Ticker();
  private final JournalCopy copy = new JournalCopy();
  private final MemorySnapshotStore snapshots = new MemorySnapshotStore();
  private final List<byte[]> sent = new ArrayList<>();

  /** What the follower has. */
  private final AtomicLong acked = new AtomicLong();

  @Test
  void shouldAckWhatWasUnstableAtRecoveryOnceItIsStable() {
    Partition lost = partition(1, new ReplicatedJournal(journal(), acked::get));
    lost.onFrame(data(1, 1, 0), 0, data(1, 1, 0).length);

    ReplicatedJournal after = new ReplicatedJournal(journal(), acked::get);
    Partition partition = partition(2, after);
    acked.set(after.endOffset());
    work(partition);

    assertThat(last(FrameType.ACK).map(ack -> FrameHeader.firstSequence(ack, 0))).hasValue(2L);
  }

  @Test
  void shouldAckWhatASnapshotHoldsWithAnEpochThatIsLateEnough() {
    Partition lost = partition(1, journal());
    work(lost);
    byte[] frame = data(1, 1, 7);
    lost.onFrame(frame, 0, frame.length);
    lost.snapshot();
    work(lost);
    assertThat(snapshots.list(0)).as("snapshots").isNotEmpty();
    sent.clear();

    work(partition(2, journal()));

    assertThat(last(FrameType.ACK).map(ack -> FrameHeader.epoch(ack, 0))).hasValue(7L);
  }

  @Test
  void shouldInviteOriginsAgainWhenTheDiskHasRoom() {
    SimulatedJournal journal = journal();
    Partition partition = partition(1, journal);
    work(partition);
    journal.full(true);
    byte[] frame = data(1, 1, 0);
    partition.onFrame(frame, 0, frame.length);
    work(partition);
    partition.onFrame(frame, 0, frame.length);
    journal.full(false);
    sent.clear();

    work(partition);

    assertThat(last(FrameType.STAND).map(stand -> FrameHeader.firstSequence(stand, 0)))
        .hasValue(1L);
  }

  @Test
  void shouldIgnoreWhereAFormerOwnerStands() {
    Partition partition = partition(1, journal());
    work(partition);

    answer(partition, FrameType.ACK, 5, 9);
    answer(partition, FrameType.STAND, 5, 9);
    answer(partition, FrameType.STAND, 4, 1);

    assertThat(partition.failure()).isNull();
  }

  @Test
  void shouldSnapshotInTheRestoredEpochWhileTheDiskIsFull() {
    ReplicatedJournal journal = new ReplicatedJournal(journal(), acked::get);
    Partition lost = partition(1, journal);
    work(lost);
    acked.set(journal.endOffset());
    work(lost);
    lost.epoch(3);
    lost.snapshot();
    work(lost);
    assertThat(snapshots.list(0)).extracting(id -> id.epoch()).containsExactly(3L);

    copy.truncate(copy.count() - 1);
    byte[] frame = data(1, 1, 0);
    journal.append(sealed(frame, copy.end()), 0, frame.length);
    SimulatedJournal full = journal();
    full.full(true);
    Partition partition = partition(2, full);
    work(partition);
    partition.snapshot();
    work(partition);

    assertThat(snapshots.list(0)).extracting(id -> id.epoch()).containsExactly(3L, 3L);
  }

  @Test
  void shouldMakeRestoredFramesFramesOfTheirNewOwner() {
    ChannelSettings sizes = ChannelSettings.DEFAULT;
    Outbound before =
        new Outbound(new FrameStamp(1, CLIENT, 1, 0, 1), PARTITIONS, sizes, new Marks());
    before.append(1, 0, 0, new byte[] {1}, 0, 1, new byte[] {2}, 0, 1);
    before.sealAll();
    ByteOutput saved = new ByteOutput(256);
    before.channel(1).save(saved);

    Outbound after =
        new Outbound(new FrameStamp(1, CLIENT, 2, 1, 1), PARTITIONS, sizes, new Marks());
    after.channel(1).load(new ByteInput(saved.toByteArray()));
    after.channel(1).standsAt(1);
    after.channel(1).transmit(sender(), true);

    assertThat(sent).hasSize(1);
    assertThat(FrameHeader.faultOf(sent.get(0), 0, sent.get(0).length)).isNull();
    assertThat(FrameHeader.generation(sent.get(0), 0)).isEqualTo(1);
    assertThat(FrameHeader.term(sent.get(0), 0)).isEqualTo(2);
  }

  @Test
  void shouldNotPutRecordsBehindOnesThatWereForgottenIntoOneFrame() {
    Outbound origin =
        new Outbound(new FrameStamp(1, CLIENT, 1, 0, 1), 1, ChannelSettings.DEFAULT, new Marks());
    append(origin, 1);
    origin.channel(0).acked(4);
    append(origin, 2, 3, 4, 5);
    origin.sealAll();
    origin.channel(0).standsAt(4);
    origin.channel(0).transmit(sender(), false);

    assertThat(sent).hasSize(1);
    assertThat(FrameHeader.firstSequence(sent.get(0), 0)).isEqualTo(4);
    assertThat(FrameHeader.recordCount(sent.get(0), 0)).isEqualTo(2);
    RecordCursor cursor = new RecordCursor().wrap(sent.get(0), 0);
    assertThat(cursor.next()).isTrue();
    assertThat(cursor.eventTimeMs()).as("the record numbered 4").isEqualTo(4);
  }

  private static void append(Outbound origin, long... eventTimesMs) {
    for (long timeMs : eventTimesMs) {
      origin.append(0, 1, timeMs, new byte[] {1}, 0, 1, new byte[] {2}, 0, 1);
    }
  }

  private SimulatedJournal journal() {
    return new SimulatedJournal(copy, new Fuse());
  }

  private Partition partition(int term, Journal journal) {
    PartitionSettings settings = PartitionSettings.of(1, 0, PARTITIONS, term, 0, 1);
    Partition partition =
        new Partition(
            settings,
            Workload.PLAN,
            new PartitionPorts(
                journal, snapshots, sender(), new SimulatedClock(ticker), AsyncCalls.immediate()),
            new Counters());
    partition.recover(Settings.of(Map.of()));
    return partition;
  }

  private FrameSender sender() {
    return (frame, at, length) -> {
      byte[] one = new byte[length];
      System.arraycopy(frame, at, one, 0, length);
      sent.add(one);
      return true;
    };
  }

  private void work(Partition partition) {
    for (int i = 0; i < 20; i++) {
      ticker.advance(20_000_000L);
      partition.work(ticker.ns());
    }
  }

  /** The last answer of a type to the client. */
  private Optional<byte[]> last(FrameType type) {
    return sent.stream()
        .filter(frame -> FrameHeader.type(frame, 0) == type)
        .filter(frame -> FrameHeader.origin(frame, 0) == CLIENT)
        .reduce((first, second) -> second);
  }

  /** Partition 1 answers on the channel from partition 0. */
  private static void answer(Partition partition, FrameType type, int term, long next) {
    byte[] frame = new byte[FrameHeader.LENGTH];
    FrameHeader.init(frame, 0, type);
    FrameHeader.application(frame, 0, 1);
    FrameHeader.origin(frame, 0, Origin.ofPartition(0));
    FrameHeader.destination(frame, 0, 1);
    FrameHeader.term(frame, 0, term);
    FrameHeader.firstSequence(frame, 0, next);
    FrameHeader.seal(frame, 0);
    partition.onFrame(frame, 0, frame.length);
  }

  /** Results, which no function reads. */
  private static byte[] data(long first, int count, long epoch) {
    TopicPlan topic = Workload.PLAN.topic("results").orElseThrow();
    Outbound origin =
        new Outbound(new FrameStamp(1, CLIENT, 1, 0, 1), 1, ChannelSettings.DEFAULT, new Marks());
    origin.channel(0).startAt(first);
    origin.epoch(epoch);
    for (int i = 0; i < count; i++) {
      origin.append(0, topic.number(), 0, new byte[] {1}, 0, 1, new byte[] {2}, 0, 1);
    }
    origin.sealAll();
    List<byte[]> frames = new ArrayList<>();
    origin.channel(0).standsAt(first);
    origin
        .channel(0)
        .transmit(
            (frame, at, length) -> {
              byte[] one = new byte[length];
              System.arraycopy(frame, at, one, 0, length);
              return frames.add(one);
            },
            false);
    return frames.get(0);
  }

  private static byte[] sealed(byte[] frame, long offset) {
    FrameHeader.offset(frame, 0, offset);
    FrameHeader.seal(frame, 0);
    return frame;
  }
}
