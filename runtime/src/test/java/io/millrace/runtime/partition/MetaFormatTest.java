package io.millrace.runtime.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.functions.ApplicationBuilder;
import io.millrace.functions.AsyncCall;
import io.millrace.functions.ByteInput;
import io.millrace.functions.ByteOutput;
import io.millrace.functions.Context;
import io.millrace.functions.Settings;
import io.millrace.functions.StreamFunction;
import io.millrace.functions.StreamRecord;
import io.millrace.functions.Topic;
import io.millrace.functions.connect.Published;
import io.millrace.runtime.Clock;
import io.millrace.runtime.channel.ChannelSettings;
import io.millrace.runtime.channel.FrameStamp;
import io.millrace.runtime.channel.Marks;
import io.millrace.runtime.channel.Outbound;
import io.millrace.runtime.codec.KeyCodec;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.frame.Origin;
import io.millrace.runtime.frame.RecordCursor;
import io.millrace.runtime.journal.MemoryJournal;
import io.millrace.runtime.metrics.Counters;
import io.millrace.runtime.plan.ApplicationPlan;
import io.millrace.runtime.plan.NameRegistry;
import io.millrace.runtime.plan.PlanCompiler;
import io.millrace.runtime.snapshot.MemorySnapshotStore;
import io.millrace.runtime.snapshot.SnapshotId;
import io.millrace.runtime.snapshot.SnapshotInput;
import io.millrace.runtime.snapshot.SnapshotOutput;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Version 1 of META, the first chunk of a snapshot, as bytes written once: partition 0 of 2 has
 * folded three words of a split, sent those of partition 1 on, and was not acked.
 */
class MetaFormatTest {
  private static final String FIXTURE = "/formats/snapshot-meta-v1.bin";
  private static final long SPLIT = Origin.ofSplit("words", "a.txt");
  private static final Topic<String> WORDS = Topic.of("words", String.class);
  private static final Topic<String> CAPITALS = Topic.of("capitals", String.class);

  private static final class Capitals implements StreamFunction<String> {
    @Override
    public void onRecord(StreamRecord<String> word, Context context) {
      context.emit(CAPITALS, word.value().toUpperCase(java.util.Locale.ROOT));
    }
  }

  private static final class Reader implements StreamFunction<String> {
    @Override
    public void onRecord(StreamRecord<String> word, Context context) {
      // takes part in event time only
    }
  }

  private static final class NoCalls implements AsyncCalls {
    @Override
    public void start(long callId, AsyncCall<Object, Object> call, Object request) {
      throw new IllegalStateException("nothing makes calls here");
    }

    @Override
    public int poll(Outcome outcome, int limit) {
      return 0;
    }
  }

  private static final class SteppedClock implements Clock {
    private long ns;

    @Override
    public long nowMs() {
      return 1_700_000_000_000L;
    }

    @Override
    public long nanoTime() {
      return ns += 1_000;
    }
  }

  private final MemoryJournal journal = new MemoryJournal();
  private final MemorySnapshotStore snapshots = new MemorySnapshotStore();
  private final SteppedClock clock = new SteppedClock();

  private static ApplicationPlan plan() {
    ApplicationBuilder app = new ApplicationBuilder(Settings.of(Map.of()));
    app.source(WORDS, Published.byClients());
    app.function("capitals", WORDS, Capitals::new).emits(CAPITALS);
    app.function("reader", CAPITALS, Reader::new);
    return PlanCompiler.compile("words", app, new NameRegistry());
  }

  private Partition partition() {
    Partition partition =
        new Partition(
            PartitionSettings.of(99, 0, 2, 1, 0, 1),
            plan(),
            new PartitionPorts(
                journal, snapshots, (frame, at, length) -> true, clock, new NoCalls()),
            new Counters());
    partition.recover(Settings.of(Map.of()));
    return partition;
  }

  /** What the split sends: three words in epoch 4, then its watermark. */
  private static void send(Partition partition) {
    Marks marks = new Marks(0);
    Outbound split =
        new Outbound(new FrameStamp(99, SPLIT, 1, 0, 1), 2, ChannelSettings.DEFAULT, marks);
    split.epoch(4);
    int position = 0;
    for (String word : new String[] {"ebb", "flow", "weir"}) {
      ByteOutput key = new ByteOutput(16);
      KeyCodec.encode(word, key);
      ByteOutput value = new ByteOutput(16);
      value.writeVarInt(1 + word.length());
      value.writeBytes(word.getBytes(java.nio.charset.StandardCharsets.US_ASCII), 0, word.length());
      split
          .channel(0)
          .append(0, 500, key.array(), 0, key.length(), value.array(), 0, value.length());
      split.position(position += 10);
    }
    marks.mark(0, 450);
    split.channel(0).seal();
    split.channel(0).standsAt(1);
    split
        .channel(0)
        .transmit(
            (frame, at, length) -> {
              partition.onFrame(frame, at, length);
              return true;
            },
            false);
  }

  private byte[] metaOfASnapshot(Partition partition) {
    for (int i = 0; i < 3; i++) {
      partition.work(clock.nanoTime());
    }
    partition.snapshot();
    while (partition.isSnapshotting()) {
      partition.work(clock.nanoTime());
    }
    SnapshotId newest = snapshots.list(0).get(snapshots.list(0).size() - 1);
    ByteOutput chunk = new ByteOutput(1_024);
    try (SnapshotInput input = snapshots.open(newest)) {
      assertThat(input.read(chunk)).isTrue();
    }
    return chunk.toByteArray();
  }

  private byte[] written() {
    Partition partition = partition();
    partition.work(clock.nanoTime());
    send(partition);
    return metaOfASnapshot(partition);
  }

  /** Writes a fixture; run it for a new version only, with a new name. */
  public static void main(String[] args) throws IOException {
    Files.write(Path.of(args[0]), new MetaFormatTest().written());
  }

  private static byte[] fixture() throws IOException {
    try (InputStream in = MetaFormatTest.class.getResourceAsStream(FIXTURE)) {
      return in.readAllBytes();
    }
  }

  @Test
  void shouldStillWriteVersion1AsItWasWritten() throws IOException {
    assertThat(written()).isEqualTo(fixture());
  }

  @Test
  void shouldHoldWhatTheDocumentSays() throws IOException {
    ByteInput in = new ByteInput(fixture());
    assertThat(in.readByte()).as("kind").isEqualTo((byte) 1);
    assertThat(in.readByte()).as("version").isEqualTo((byte) 1);
    assertThat(in.readByte()).as("nothing folded beyond").isEqualTo((byte) 0);
    assertThat(in.readLong())
        .as("offset: DEPLOY, EPOCH, three records, a watermark of its own")
        .isEqualTo(6);
    assertThat(in.readLong()).as("journal time").isEqualTo(1_700_000_000_000L);
    assertThat(in.readInt()).as("code version").isEqualTo(1);
    assertThat(in.readLong()).as("epoch").isEqualTo(4);

    int inbound = in.readInt();
    assertThat(inbound).as("the partition's own channel, and the split's").isEqualTo(2);
    assertThat(in.readLong()).isEqualTo(Origin.ofPartition(0));
    assertThat(in.readLong()).as("next").isEqualTo(1);
    assertThat(in.readLong()).as("position").isEqualTo(FrameHeader.NO_POSITION);
    assertThat(in.readLong()).isEqualTo(SPLIT);
    assertThat(in.readLong()).as("next").isEqualTo(4);
    assertThat(in.readLong()).as("position").isEqualTo(30);

    assertThat(in.readInt()).as("partitions").isEqualTo(2);
    assertThat(in.readLong()).as("own channel: next").isEqualTo(1);
    assertThat(in.readLong()).as("acked").isEqualTo(1);
    assertThat(in.readInt()).as("bytes").isZero();
    long next = in.readLong();
    assertThat(in.readLong()).as("channel to 1: acked").isEqualTo(1);
    byte[] frames = in.readBytes(in.readInt());
    assertThat(FrameHeader.faultOf(frames, 0, frames.length)).isNull();
    assertThat(FrameHeader.recordCount(frames, 0)).isEqualTo((int) next - 1).isPositive();
    assertThat(new RecordCursor().wrap(frames, 0).next()).isTrue();

    assertThat(in.readLong()).as("processing time").isEqualTo(1_700_000_000_000L);
    assertThat(in.readLong()).as("ordinal: one a call").isBetween(3L, 6L);
    assertThat(in.readInt()).as("functions").isEqualTo(2);
    in.skip(4 + 8 + 1);
    in.skip(4 + 8 + 1);
    assertThat(in.readInt()).as("topics fed by splits and clients").isEqualTo(2);
    assertThat(in.readInt()).as("words").isZero();
    assertThat(in.readInt()).as("origins").isEqualTo(1);
    assertThat(in.readLong()).isEqualTo(SPLIT);
    assertThat(in.readLong()).isEqualTo(450);
    assertThat(in.readInt()).as("capitals").isEqualTo(1);
    assertThat(in.readInt()).as("origins").isZero();
    assertThat(in.readInt()).as("topics fed by partitions").isEqualTo(1);
    assertThat(in.readInt()).as("capitals").isEqualTo(1);
    assertThat(in.readInt()).as("origins").isEqualTo(2);
    assertThat(in.readLong()).isEqualTo(Origin.ofPartition(0));
    assertThat(in.readLong()).isEqualTo(450);
    assertThat(in.readLong()).isEqualTo(Origin.ofPartition(1));
    assertThat(in.readLong()).isEqualTo(Marks.NONE);
    assertThat(in.remaining()).isZero();
  }

  @Test
  void shouldRestoreVersion1() throws IOException {
    written();
    snapshots.list(0).forEach(snapshots::delete);
    SnapshotOutput output = snapshots.begin(new SnapshotId(0, 0, 6, 4, 1));
    byte[] fixture = fixture();
    output.force(fixture, fixture.length);
    output.commit();
    Partition restored = partition();

    assertThat(restored.foldedOffset()).isEqualTo(6);
    assertThat(restored.knownEpoch()).isEqualTo(4);
    snapshots.list(0).forEach(snapshots::delete);
    send(restored);
    assertThat(restored.lag()).as("the split's records are known").isZero();
  }
}
