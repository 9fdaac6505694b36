package io.millrace.runtime.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.functions.ApplicationBuilder;
import io.millrace.functions.ByteOutput;
import io.millrace.functions.Settings;
import io.millrace.functions.Topic;
import io.millrace.functions.connect.Published;
import io.millrace.runtime.Clock;
import io.millrace.runtime.channel.ChannelSettings;
import io.millrace.runtime.channel.FrameStamp;
import io.millrace.runtime.channel.Marks;
import io.millrace.runtime.channel.Outbound;
import io.millrace.runtime.codec.KeyCodec;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.frame.FrameType;
import io.millrace.runtime.frame.Origin;
import io.millrace.runtime.journal.JournalException;
import io.millrace.runtime.journal.JournalReader;
import io.millrace.runtime.journal.MemoryJournal;
import io.millrace.runtime.metrics.Counter;
import io.millrace.runtime.metrics.Counters;
import io.millrace.runtime.plan.ApplicationPlan;
import io.millrace.runtime.plan.NameRegistry;
import io.millrace.runtime.plan.PlanCompiler;
import io.millrace.runtime.snapshot.MemorySnapshotStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which code may fold what another left behind: each partition here is of another code version. */
class CodeChangeTest {
  private static final Topic<String> WORDS = Topic.of("words", String.class);
  private static final String FAULTY = "faulty";

  /** A journal on a disk that may be full. */
  private static final class Disk extends MemoryJournal {
    private boolean full;
    private long stableAtMost = Long.MAX_VALUE;

    @Override
    public synchronized boolean append(byte[] frame, int at, int length) {
      return !full && super.append(frame, at, length);
    }

    @Override
    public synchronized long stableOffset() {
      return Math.min(stableAtMost, super.stableOffset());
    }
  }

  private final Disk journal = new Disk();
  private final MemorySnapshotStore snapshots = new MemorySnapshotStore();
  private final List<String> folded = new ArrayList<>();
  private final Outbound split =
      new Outbound(
          new FrameStamp(99, Origin.ofSplit("words", "a.txt"), 1, 0, 1),
          1,
          ChannelSettings.DEFAULT,
          new Marks(0));
  private long ns;

  private final Clock clock =
      new Clock() {
        @Override
        public long nowMs() {
          return 1_000;
        }

        @Override
        public long nanoTime() {
          return ns += 1_000;
        }
      };

  private ApplicationPlan plan(int codeVersion) {
    ApplicationBuilder app = new ApplicationBuilder(Settings.of(Map.of()));
    app.source(WORDS, Published.byClients());
    app.function(
        "words",
        WORDS,
        () ->
            (word, context) -> {
              if (word.value().equals(FAULTY) && codeVersion == 2) {
                throw new IllegalStateException("as told");
              }
              folded.add(codeVersion + " " + word.value());
            });
    return PlanCompiler.compile("words", app, new NameRegistry());
  }

  private Partition made(int codeVersion) {
    return new Partition(
        PartitionSettings.of(99, 0, 1, 1, 0, codeVersion),
        plan(codeVersion),
        new PartitionPorts(
            journal, snapshots, (frame, at, length) -> true, clock, new ImmediateAsyncCalls()),
        new Counters());
  }

  private Partition recovered(int codeVersion) {
    Partition partition = made(codeVersion);
    partition.recover(Settings.of(Map.of()));
    return partition;
  }

  private void send(Partition partition, String word) {
    ByteOutput key = new ByteOutput(16);
    KeyCodec.encode(word, key);
    ByteOutput value = new ByteOutput(16);
    value.writeVarInt(1 + word.length());
    value.writeBytes(word.getBytes(StandardCharsets.US_ASCII), 0, word.length());
    split.channel(0).append(0, 500, key.array(), 0, key.length(), value.array(), 0, value.length());
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

  private void work(Partition partition) {
    for (int i = 0; i < 10; i++) {
      partition.work(clock.nanoTime());
    }
  }

  /** Code version 1 folds one word, stops in order, and leaves another one in the journal. */
  private void leave(String word) {
    Partition first = recovered(1);
    send(first, "folded");
    work(first);
    first.lastSnapshot();
    send(first, word);
    work(first);
    first.close();
    assertThat(folded).containsExactly("1 folded");
  }

  private List<Integer> deployed() {
    List<Integer> versions = new ArrayList<>();
    ByteOutput frame = new ByteOutput(256);
    try (JournalReader reader = journal.reader(journal.startOffset())) {
      while (reader.read(frame)) {
        if (FrameHeader.type(frame.array(), 0) == FrameType.DEPLOY) {
          versions.add(FrameHeader.codeVersion(frame.array(), 0));
        }
      }
    }
    return versions;
  }

  @Test
  void shouldLetOtherCodeFoldWhatWasLeftInOrder() {
    leave("left");

    work(recovered(2));

    assertThat(folded).containsExactly("1 folded", "2 left");
    assertThat(deployed()).containsExactly(1, 2);
  }

  @Test
  void shouldRefuseEveryOtherCodeOnceOneHasFoldedWhatWasLeft() {
    leave("left");
    Partition second = recovered(2);
    second.work(clock.nanoTime());
    assertThat(folded).containsExactly("1 folded", "2 left");
    // it is killed now

    for (int other : new int[] {1, 3}) {
      assertThatThrownBy(() -> recovered(other))
          .as("code version %d", other)
          .isInstanceOf(JournalException.class)
          .hasMessageContaining("written by code version=2");
    }
    work(recovered(2));
    assertThat(folded).containsExactly("1 folded", "2 left", "2 left");
    assertThatCode(() -> made(3).recoverToRehearse(Settings.of(Map.of())))
        .doesNotThrowAnyException();
  }

  @Test
  void shouldRefuseOtherCodeOnceTheSameCodeWentOnWithWhatItLeft() {
    leave("left");
    work(recovered(1));
    assertThat(folded).containsExactly("1 folded", "1 left");
    // it is killed now

    assertThatThrownBy(() -> recovered(2))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("written by code version=1");
  }

  @Test
  void shouldFollowWhereTheFormerCodeStoppedInOrderAndThisOneBegan() {
    leave("left");
    Partition owner = recovered(2);
    owner.work(clock.nanoTime());
    assertThat(deployed()).containsExactly(1, 2);

    Partition follower = made(2);
    assertThat(follower.follow(Settings.of(Map.of()))).isNull();
    work(follower);

    assertThat(folded).containsExactly("1 folded", "2 left", "2 left");
    assertThat(made(3).follow(Settings.of(Map.of()))).contains("other code");
  }

  private void copy(long from, Partition follower) {
    ByteOutput frame = new ByteOutput(256);
    try (JournalReader reader = journal.reader(from)) {
      while (reader.read(frame)) {
        follower.copied(frame.array(), 0, frame.length());
      }
    }
  }

  @Test
  void shouldNotFoldAlongBeforeItsOwnerHasBegun() {
    Partition first = recovered(1);
    send(first, "folded");
    work(first);
    first.lastSnapshot();
    work(first);
    Partition early = made(2);
    assertThat(early.follow(Settings.of(Map.of()))).isNull();
    long left = journal.endOffset();
    send(first, "left");
    copy(left, early);
    Partition late = made(2);
    assertThat(late.follow(Settings.of(Map.of()))).isNull();
    work(early);
    work(late);
    assertThat(folded).containsExactly("1 folded");

    long begun = journal.endOffset();
    work(recovered(2));
    copy(begun, early);
    copy(begun, late);
    work(early);
    work(late);

    assertThat(folded).containsExactly("1 folded", "2 left", "2 left", "2 left");
  }

  @Test
  void shouldFoldNothingUntilTheJournalHasRoomForItsName() {
    leave("left");
    journal.full = true;
    Partition second = recovered(2);
    work(second);
    assertThat(folded).containsExactly("1 folded");

    journal.full = false;
    work(second);

    assertThat(folded).containsExactly("1 folded", "2 left");
  }

  private static void assertCounted(Partition partition, long replayed, long first) {
    assertThat(partition.counters().get(Counter.RECORDS_REPLAYED)).isEqualTo(replayed);
    assertThat(partition.counters().get(Counter.RECORDS_IN)).isEqualTo(first);
  }

  @Test
  void shouldCountWhatIsFoldedAgainApart() {
    Partition killed = recovered(1);
    send(killed, "one");
    work(killed);
    assertCounted(killed, 0, 1);
    Partition again = recovered(1);
    send(again, "two");
    work(again);
    assertCounted(again, 1, 1);
    again.close();
  }

  @Test
  void shouldCountApartWhatAFollowerFoldsAlong() {
    Partition owner = recovered(1);
    send(owner, "one");
    work(owner);
    Partition follower = made(1);
    assertThat(follower.follow(Settings.of(Map.of()))).isNull();
    work(follower);
    assertCounted(follower, 1, 0);

    follower.promote(2);
    work(follower);
    send(follower, "two");
    work(follower);
    assertCounted(follower, 1, 1);
  }

  @Test
  void shouldNotCountAsFoldedAgainWhatWasLeftInOrder() {
    leave("left");
    Partition second = recovered(2);
    work(second);
    assertCounted(second, 0, 1);
  }

  @Test
  void shouldFoldNothingUntilItsNameCannotBeLost() {
    leave("left");
    journal.stableAtMost = journal.endOffset();
    Partition second = recovered(2);
    work(second);
    work(recovered(2));
    assertThat(folded).containsExactly("1 folded");

    journal.stableAtMost = Long.MAX_VALUE;
    work(second);

    assertThat(folded).containsExactly("1 folded", "2 left");
  }

  @Test
  void shouldLetMendedCodeGoOnWhereCodeFailedThatHadBegunItself() {
    leave(FAULTY);
    Partition second = recovered(2);
    assertThatThrownBy(() -> work(second)).isInstanceOf(FunctionFailedException.class);
    assertThat(second.isRefoldable()).isTrue();
    made(2).refold(second.foldedOffset(), Settings.of(Map.of()));

    work(recovered(3));

    assertThat(folded).containsExactly("1 folded", "3 " + FAULTY);
    assertThat(deployed()).containsExactly(2, 3);
  }
}
