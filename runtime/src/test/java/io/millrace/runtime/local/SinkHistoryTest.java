package io.millrace.runtime.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.functions.StreamRecord;
import io.millrace.functions.connect.SinkPosition;
import io.millrace.functions.connect.SinkWriter;
import io.millrace.runtime.MemoryMetadataStore;
import io.millrace.runtime.MetadataStore;
import io.millrace.runtime.rewind.Lineage;
import io.millrace.runtime.rewind.Rewind;
import io.millrace.runtime.rewind.Savepoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which former commits are kept, and to which a sink goes back. */
class SinkHistoryTest {
  private final MemoryMetadataStore store = new MemoryMetadataStore();
  private final Writer writer = new Writer();
  private Lineage lineage = Lineage.NONE.rewindable(10_000);

  /** Marks each commit by its number. */
  private static final class Writer implements SinkWriter<Object> {
    private Integer mark = 0;

    @Override
    public Optional<List<SinkPosition>> committed() {
      return Optional.empty();
    }

    @Override
    public void write(int partition, long offset, StreamRecord<Object> record) {}

    @Override
    public void commit(List<SinkPosition> positions) {}

    @Override
    public Optional<String> mark() {
      return Optional.ofNullable(mark).map(String::valueOf);
    }

    @Override
    public void goBack(String to, List<SinkPosition> positions) {
      mark = Integer.valueOf(to);
    }

    @Override
    public void close() {}
  }

  /** A store that may be on a file system that is away. */
  private final MetadataStore distant =
      new MetadataStore() {
        @Override
        public Optional<byte[]> read(String name) {
          return store.read(name);
        }

        @Override
        public void write(String name, byte[] content) {
          if (away) {
            throw new UncheckedIOException(new IOException("connection refused"));
          }
          store.write(name, content);
        }
      };

  private boolean away;

  private SinkHistory history() {
    return SinkHistory.in(distant, "alerts", () -> lineage);
  }

  private static List<SinkPosition> at(int generation, long first, long second) {
    return List.of(new SinkPosition(generation, first), new SinkPosition(generation, second));
  }

  /** A commit each second: in second n at 10 n and 20 n. */
  private SinkHistory committed(int seconds) throws Exception {
    SinkHistory history = history();
    history.opened(writer, List.of());
    for (int second = 0; second <= seconds; second++) {
      writer.mark = second;
      history.committed(writer, at(0, second * 10L, second * 20L), second * 1000L);
    }
    return history;
  }

  @Test
  void shouldGoBackToTheLastCommitBelowTheCut() throws Exception {
    committed(30);
    lineage = lineage.with(new Rewind(1, 5, 0, List.of(255L, 400L)));
    SinkHistory history = history();
    assertThat(history.opened(writer, at(0, 300, 600))).isEqualTo(at(0, 200, 400));
    assertThat(writer.mark).isEqualTo(20);
    history.committed(writer, at(1, 210, 500), 31_000);
    assertThat(history().opened(writer, at(1, 210, 500)))
        .as("it has gone back")
        .isEqualTo(at(1, 210, 500));
  }

  @Test
  void shouldStayWhereItIsBelowTheCut() throws Exception {
    committed(30);
    lineage = lineage.with(new Rewind(1, 5, 0, List.of(355L, 700L)));
    assertThat(history().opened(writer, at(0, 300, 600))).isEqualTo(at(0, 300, 600));
    assertThat(writer.mark).isEqualTo(30);
  }

  @Test
  void shouldKeepWhatCanBeRewoundToAndNotMuchMore() throws Exception {
    assertThat(committed(10).floor(0)).as("nothing is old enough").isZero();
    SinkHistory history = committed(100);
    assertThat(history.floor(0)).as("15 s ago").isEqualTo(850);
    assertThat(history.floor(1)).isEqualTo(1700);
    lineage = lineage.with(new Savepoint("s", 3, 95_000));
    for (int second = 101; second < 200; second++) {
      history.committed(writer, at(0, second * 10L, second * 20L), second * 1000L);
    }
    assertThat(history.floor(0)).as("5 s before the savepoint").isEqualTo(900);
    lineage = lineage.without(lineage.savepoints().get(0));
    history.committed(writer, at(0, 2000, 4000), 200_000);
    assertThat(history.floor(0)).isEqualTo(1850);
  }

  @Test
  void shouldGoOnWhileTheStoreIsAwayAndKeepWhatIsStoredUsable() throws Exception {
    SinkHistory history = committed(30);
    long floor = history.floor(0);
    away = true;
    for (int second = 31; second <= 100; second++) {
      writer.mark = second;
      history.committed(writer, at(0, second * 10L, second * 20L), second * 1000L);
    }
    assertThat(history.floor(0)).as("what is stored still needs it").isEqualTo(floor);
    lineage = lineage.with(new Rewind(1, 5, 0, List.of(900L, 1800L)));
    away = false;
    assertThat(history().opened(writer, at(0, 1000, 2000)))
        .as("of those that are stored")
        .isEqualTo(at(0, 300, 600));
  }

  @Test
  void shouldStoreAllAgainWhenTheStoreIsBack() throws Exception {
    SinkHistory history = committed(30);
    away = true;
    writer.mark = 31;
    history.committed(writer, at(0, 310, 620), 31_000);
    away = false;
    writer.mark = 32;
    history.committed(writer, at(0, 320, 640), 32_000);

    lineage = lineage.with(new Rewind(1, 5, 0, List.of(315L, 700L)));
    assertThat(history().opened(writer, at(0, 320, 640))).isEqualTo(at(0, 310, 620));
  }

  @Test
  void shouldNotBeginWithoutAStore() throws Exception {
    away = true;
    SinkHistory history = history();
    history.opened(writer, List.of());
    for (int second = 0; second < 3; second++) {
      long atMs = second * 1000L;
      assertThatThrownBy(() -> history.committed(writer, at(0, 0, 0), atMs))
          .isInstanceOf(UncheckedIOException.class);
    }
  }

  @Test
  void shouldSayThatItKnowsNoCommitBelowTheCut() throws Exception {
    committed(100);
    lineage = lineage.with(new Rewind(1, 5, 0, List.of(10L, 10L)));
    assertThatThrownBy(() -> history().opened(writer, at(0, 1000, 2000)))
        .hasMessageContaining("sink=alerts")
        .hasMessageContaining("move its target away");
  }

  @Test
  void shouldCountWhatASinkWithoutMarksDoesNotTakeBack() throws Exception {
    writer.mark = null;
    lineage = lineage.with(new Rewind(1, 5, 0, List.of(10L, 400L)));
    SinkHistory history = history();
    assertThat(history.opened(writer, at(0, 30, 40))).isEqualTo(at(0, 10, 40));
    assertThat(history.notTakenBack()).isEqualTo(20);
    assertThat(history.floor(0)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void shouldForgetCommitsOfATargetThatWasMovedAway() throws Exception {
    committed(30);
    SinkHistory history = history();
    assertThat(history.opened(writer, at(0, 0, 0))).isEqualTo(at(0, 0, 0));
    history.committed(writer, at(0, 0, 0), 31_000);
    assertThat(history.floor(0)).isZero();
  }
}
