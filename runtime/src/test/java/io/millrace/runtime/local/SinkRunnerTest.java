package io.millrace.runtime.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.functions.StreamRecord;
import io.millrace.functions.Topic;
import io.millrace.functions.connect.NoRoomException;
import io.millrace.functions.connect.Sink;
import io.millrace.functions.connect.SinkPosition;
import io.millrace.functions.connect.SinkStart;
import io.millrace.functions.connect.SinkWriter;
import io.millrace.runtime.journal.Journal;
import io.millrace.runtime.journal.MemoryJournal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SinkRunnerTest {
  private static final Topic<Integer> IN = Topic.of("in", Integer.class).keyedBy(n -> n);
  private static final Topic<Integer> OUT = Topic.of("out", Integer.class).keyedBy(n -> n);

  private final Target target = new Target();
  private SteppedApplication stepped;

  /** Takes so many records more; shows them when it is told to. */
  private static final class Target implements Sink<Integer>, SinkWriter<Integer> {
    private final List<Integer> written = new ArrayList<>();
    private List<Integer> seen = List.of();
    private List<Integer> committed = List.of();
    private List<SinkPosition> positions;
    private boolean commits = true;
    private int room = Integer.MAX_VALUE;

    @Override
    public SinkWriter<Integer> open(SinkStart<Integer> start) {
      return this;
    }

    @Override
    public Optional<List<SinkPosition>> committed() {
      return Optional.ofNullable(positions);
    }

    @Override
    public void write(int partition, long offset, StreamRecord<Integer> record)
        throws NoRoomException {
      if (room == 0) {
        throw new NoRoomException("full", new IOException());
      }
      room--;
      written.add(record.value());
    }

    @Override
    public void flush() {
      seen = List.copyOf(written);
    }

    @Override
    public void commit(List<SinkPosition> reached) throws NoRoomException {
      if (!commits) {
        throw new NoRoomException("full", new IOException());
      }
      committed = List.copyOf(written);
      if (positions != null) {
        positions = reached;
      }
    }

    @Override
    public void close() {
      // holds nothing
    }
  }

  /** A journal whose last entry was damaged, and removed when it was opened. */
  private static final class CutJournal extends MemoryJournal {
    @Override
    public Optional<String> removed() {
      return Optional.of("file=frames.cq4, byte=4096, fault=checksum differs");
    }
  }

  private static List<Integer> numbers(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  private void start(int count) {
    start(count, new MemoryJournal());
  }

  private void startOn(Journal journal) {
    start(1, journal);
  }

  private void start(int count, Journal journal) {
    stepped =
        SteppedApplication.start(
            journal,
            app -> {
              app.source(IN, new ListSource<>(Map.of("all", numbers(count))));
              app.function("same", IN, n -> n, OUT);
              app.sink(OUT, target);
            });
  }

  @AfterEach
  void close() {
    if (stepped != null) {
      stepped.close();
    }
  }

  @Test
  void shouldShowRecordsAtOnceThatAreCommittedLater() {
    start(10);
    stepped.run(20);

    assertThat(target.seen).isEqualTo(numbers(10));
    assertThat(target.committed).isEmpty();

    stepped.run(1_000);
    assertThat(target.committed).isEqualTo(numbers(10));
  }

  @Test
  void shouldWaitForRoomInTheMiddleOfAFrameAndGoOnWithTheSameRecord() {
    target.positions = List.of(SinkPosition.START);
    target.room = 7;
    start(10);

    stepped.run(500);
    assertThat(target.written).isEqualTo(numbers(7));
    assertThat(target.committed).isEmpty();
    assertThat(stepped.sink().waiting()).isEqualTo("full");
    assertThat(stepped.sink().isCaughtUp()).isFalse();

    target.room = 1;
    stepped.run(1_100);
    assertThat(target.written).isEqualTo(numbers(8));
    assertThat(stepped.sink().waiting()).isEqualTo("full");

    target.room = Integer.MAX_VALUE;
    stepped.run(1_100);
    assertThat(target.committed).isEqualTo(numbers(10));
    assertThat(stepped.sink().waiting()).isNull();
    assertThat(stepped.sink().isCaughtUp()).isTrue();
  }

  @Test
  void shouldSayWhatCanBeDoneAboutDamageThatASinkHasPassed() {
    target.positions = List.of(new SinkPosition(0, 5));

    assertThatThrownBy(() -> startOn(new CutJournal()))
        .hasMessageContaining("sink=out")
        .hasMessageContaining("journal lost what the sink has written: partition=0, sink=5")
        .hasMessageContaining("journal=0, removed at its end: file=frames.cq4, byte=4096")
        .hasMessageContaining("restore the data directory")
        .hasMessageContaining("move the sink's target away")
        .hasMessageContaining("clients published beyond offset 0 have to be published again");
  }

  @Test
  void shouldTellDamageFromADataDirectoryThatIsNotTheSinksOwn() {
    target.positions = List.of(new SinkPosition(0, 5));

    assertThatThrownBy(() -> startOn(new MemoryJournal()))
        .hasMessageContaining("sink is ahead of the journal: partition=0, sink=5, journal=0")
        .hasMessageContaining("it belongs to another data directory");
  }

  @Test
  void shouldCommitAgainWhenThereIsRoom() {
    target.positions = List.of(SinkPosition.START);
    target.commits = false;
    start(10);

    stepped.run(500);
    assertThat(target.written).isEqualTo(numbers(10));
    assertThat(stepped.sink().waiting()).isEqualTo("full");
    assertThat(stepped.sink().committedOffset(0)).isZero();

    target.commits = true;
    stepped.run(1_100);
    assertThat(target.committed).isEqualTo(numbers(10));
    assertThat(stepped.sink().committedOffset(0)).isPositive();
    assertThat(stepped.sink().waiting()).isNull();
  }

  @Test
  void shouldWaitForRoomForPositionsThatTheEngineKeeps() {
    start(10);
    stepped.metadataFull(true);

    stepped.run(1_100);
    assertThat(stepped.sink().waiting()).contains("No space left on device");

    stepped.metadataFull(false);
    stepped.run(1_100);
    assertThat(stepped.sink().waiting()).isNull();
    assertThat(stepped.sink().committedOffset(0)).isPositive();
  }

  @Test
  void shouldGoOnWritingWhileTheDiskHasNotTakenPositionsThatTheEngineKeeps() {
    start(50_000);
    stepped.run(2);
    stepped.hold(true);
    stepped.diskHangs(true);
    stepped.run(1_100);
    List<Integer> first = target.committed;
    assertThat(first).isNotEmpty().hasSizeLessThan(50_000);
    assertThat(stepped.sink().committedOffset(0)).isZero();
    assertThat(stepped.sink().isSettled()).isFalse();

    stepped.hold(false);
    stepped.run(3_000);
    assertThat(target.seen).isEqualTo(numbers(50_000));
    assertThat(target.committed).isEqualTo(first);

    stepped.diskHangs(false);
    stepped.run(1_100);
    assertThat(target.committed).isEqualTo(numbers(50_000));
    assertThat(stepped.sink().isSettled()).isTrue();
    assertThat(stepped.sink().committedOffset(0)).isPositive();
  }

  @Test
  void shouldStopSourcesWhileASinkThatWaitsLagsFarBehind() {
    target.room = 0;
    start(50_000);

    stepped.run(300);
    assertThat(stepped.sink().waiting()).isEqualTo("full");
    assertThat(stepped.isValveOpen()).isFalse();

    target.room = Integer.MAX_VALUE;
    stepped.run(3_000);
    assertThat(target.written).isEqualTo(numbers(50_000));
  }
}
