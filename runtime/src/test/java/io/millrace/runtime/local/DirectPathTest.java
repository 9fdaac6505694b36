package io.millrace.runtime.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.functions.ApplicationBuilder;
import io.millrace.functions.Settings;
import io.millrace.functions.SourceSpec.Malformed;
import io.millrace.functions.StreamRecord;
import io.millrace.functions.Topic;
import io.millrace.functions.connect.NoRoomException;
import io.millrace.functions.connect.ReadStatus;
import io.millrace.functions.connect.Sink;
import io.millrace.functions.connect.SinkPosition;
import io.millrace.functions.connect.SinkStart;
import io.millrace.functions.connect.SinkWriter;
import io.millrace.functions.connect.Source;
import io.millrace.functions.connect.SourceOutput;
import io.millrace.functions.connect.SplitReader;
import io.millrace.functions.connect.SplitStart;
import io.millrace.runtime.MemoryMetadataStore;
import io.millrace.runtime.SystemClock;
import io.millrace.runtime.journal.Journal;
import io.millrace.runtime.journal.MemoryJournal;
import io.millrace.runtime.metrics.Counter;
import io.millrace.runtime.plan.ApplicationMetadata;
import io.millrace.runtime.plan.ApplicationPlan;
import io.millrace.runtime.plan.NameRegistry;
import io.millrace.runtime.plan.PlanCompiler;
import io.millrace.runtime.snapshot.MemorySnapshotStore;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DirectPathTest {
  private static final Topic<Integer> NUMBERS = Topic.of("numbers", Integer.class);
  private static final Topic<Integer> EVEN = Topic.of("even", Integer.class);
  private static final Topic<Integer> TWICE = Topic.of("twice", Integer.class);
  private static final int COUNT = 20_000;

  private final MemoryMetadataStore documents = new MemoryMetadataStore();
  private final Map<Integer, MemoryJournal> journals = new ConcurrentHashMap<>();
  private final MemorySnapshotStore snapshots = new MemorySnapshotStore();
  private final Target even = new Target();
  private final Target twice = new Target();

  /** Two splits of numbers, odd positions in one and even ones in the other. */
  private static final class Numbers implements Source<Integer> {
    @Override
    public List<String> splits() {
      return List.of("a", "b");
    }

    @Override
    public boolean bounded() {
      return true;
    }

    @Override
    public SplitReader<Integer> open(SplitStart<Integer> start) {
      return new SplitReader<>() {
        private long next = start.position();

        @Override
        public ReadStatus read(SourceOutput<Integer> output, int limit) {
          for (int i = 0; i < Math.min(limit, 100) && next < COUNT; i++) {
            int number = (int) (2 * next + (start.split().equals("a") ? 0 : 1));
            output.record(number, ++next);
          }
          return next < COUNT ? ReadStatus.MORE : ReadStatus.END;
        }

        @Override
        public void close() {
          // holds nothing
        }
      };
    }
  }

  /** Keeps what was committed with the positions, as a file that is cut to its length would. */
  private static final class Target implements Sink<Integer> {
    private List<Integer> committed = List.of();
    private List<SinkPosition> positions = List.of();
    private int failAfter = Integer.MAX_VALUE;
    private int refusals;

    @Override
    public SinkWriter<Integer> open(SinkStart<Integer> start) {
      List<Integer> written = new ArrayList<>(committed);
      return new SinkWriter<>() {
        @Override
        public Optional<List<SinkPosition>> committed() {
          return Optional.of(positions);
        }

        @Override
        public void write(int place, long position, StreamRecord<Integer> record)
            throws NoRoomException {
          if (refusals > 0 && written.size() % 1000 == 17) {
            refusals--;
            throw new NoRoomException("full", new IOException());
          }
          if (--failAfter < 0) {
            throw new IllegalStateException("target is gone");
          }
          written.add(record.value());
        }

        @Override
        public void commit(List<SinkPosition> reached) {
          committed = List.copyOf(written);
          positions = List.copyOf(reached);
        }

        @Override
        public void close() {
          // what was not committed is lost
        }
      };
    }
  }

  private void define(ApplicationBuilder app) {
    app.source(NUMBERS, new Numbers()).eventTime(number -> number);
    app.stream(NUMBERS).filter(number -> number % 3 == 0).to(EVEN);
    app.stream(NUMBERS).flatMap(number -> List.of(number, number)).to(TWICE);
    app.sink(EVEN, even);
    app.sink(TWICE, twice);
  }

  private LocalApplication prepare(Consumer<ApplicationBuilder> definition) {
    ApplicationBuilder app = new ApplicationBuilder(Settings.of(Map.of()));
    definition.accept(app);
    ApplicationMetadata before =
        documents
            .read(ApplicationMetadata.DOCUMENT)
            .map(ApplicationMetadata::decode)
            .orElseGet(() -> ApplicationMetadata.create(1, "numbers", 4));
    ApplicationPlan plan = PlanCompiler.compile("numbers", app, before.names());
    ApplicationMetadata metadata = before.started("hash", plan);
    documents.write(ApplicationMetadata.DOCUMENT, metadata.encode());
    LocalStores stores = new LocalStores(this::journal, snapshots, documents, new SystemClock());
    LocalSettings settings = LocalSettings.defaults().withPartitions(4).withSlots(2);
    return new LocalApplication(settings, plan, metadata, stores);
  }

  private Journal journal(int partition, int term) {
    return journals.computeIfAbsent(partition, number -> new MemoryJournal());
  }

  private void run() throws InterruptedException {
    try (LocalApplication running = prepare(this::define)) {
      running.start();
      assertThat(running.awaitEnd(Duration.ofMinutes(1))).isTrue();
      assertThat(running.count(Counter.RECORDS_IN)).isZero();
    }
  }

  private static List<Integer> numbers() {
    return IntStream.range(0, 2 * COUNT).boxed().toList();
  }

  private void assertAllWritten() {
    assertThat(even.committed)
        .containsExactlyInAnyOrderElementsOf(
            numbers().stream().filter(number -> number % 3 == 0).toList());
    assertThat(twice.committed)
        .containsExactlyInAnyOrderElementsOf(
            numbers().stream().flatMap(n -> List.of(n, n).stream()).toList());
  }

  @Test
  void shouldWriteWithoutAnyPartition() throws InterruptedException {
    run();
    assertAllWritten();
  }

  @Test
  void shouldLoseAndDoubleNothingWhenSinksFail() throws InterruptedException {
    for (int crash = 1; crash <= 5; crash++) {
      even.failAfter = crash % 2 == 0 ? 1500 * crash : Integer.MAX_VALUE;
      twice.failAfter = crash % 2 == 1 ? 3000 * crash : Integer.MAX_VALUE;
      try (LocalApplication running = prepare(this::define)) {
        running.start();
        assertThat(running.awaitEnd(Duration.ofMinutes(1))).isTrue();
      } catch (IllegalStateException e) {
        assertThat(e).hasMessageContaining("target is gone");
      }
    }
    even.failAfter = Integer.MAX_VALUE;
    twice.failAfter = Integer.MAX_VALUE;
    run();
    assertAllWritten();
  }

  @Test
  void shouldGoOnInsideABatchWhenThereIsRoomAgain() throws InterruptedException {
    even.refusals = 2;
    run();
    assertAllWritten();
    assertThat(even.refusals).isZero();
  }

  @Test
  void shouldRefuseASinkOfAnotherRun() {
    even.positions =
        List.of(new SinkPosition(0, 5), SinkPosition.START, SinkPosition.START, SinkPosition.START);
    assertThatThrownBy(() -> prepare(this::define).start())
        .hasMessageContaining("sink has records of another run: sink=even");
  }

  @Test
  void shouldRefuseToPutAFunctionBetweenLater() throws InterruptedException {
    run();
    assertThatThrownBy(
            () ->
                prepare(
                        app -> {
                          define(app);
                          app.function(
                              "look", NUMBERS, number -> number, Topic.of("seen", Integer.class));
                        })
                    .start())
        .hasMessageContaining("source was read straight into sinks before");
  }

  @Test
  void shouldRefuseToPublishToIt() throws InterruptedException {
    try (LocalApplication running = prepare(this::define)) {
      running.start();
      assertThatThrownBy(
              () ->
                  running.publish(
                      running.plan().topic("numbers").orElseThrow(), 1, null, null, null))
          .hasMessageContaining("topic goes straight from its source to sinks: topic=numbers");
    }
  }

  private static boolean isDirect(Consumer<ApplicationBuilder> more) {
    ApplicationBuilder app = new ApplicationBuilder(Settings.of(Map.of()));
    var source = app.source(NUMBERS, new Numbers());
    more.accept(app);
    ApplicationPlan plan = PlanCompiler.compile("numbers", app, new NameRegistry());
    assertThat(source).isSameAs(plan.sources().get(0).spec());
    return DirectPath.of(plan, plan.sources().get(0)).isPresent();
  }

  @Test
  void shouldGoThroughPartitionsWhereSomethingElseReadsOrWrites() {
    Sink<Integer> sink = new Target();
    assertThat(
            isDirect(
                app -> {
                  app.stream(NUMBERS).filter(n -> true).to(EVEN);
                  app.sink(EVEN, sink);
                  app.sink(NUMBERS, sink);
                }))
        .isTrue();
    assertThat(isDirect(app -> app.stream(NUMBERS).filter(n -> true).to(EVEN))).isFalse();
    assertThat(
            isDirect(
                app -> {
                  app.stream(NUMBERS).filter(n -> true).to(EVEN);
                  app.function("look", EVEN, n -> n, TWICE);
                  app.sink(EVEN, sink);
                }))
        .isFalse();
    assertThat(
            isDirect(
                app -> {
                  app.stream(NUMBERS).filter(n -> true).to(EVEN.retained(Duration.ofDays(1)));
                  app.sink(EVEN.retained(Duration.ofDays(1)), sink);
                }))
        .isFalse();
    assertThat(
            isDirect(
                app -> {
                  app.stream(NUMBERS).filter(n -> true).to(EVEN);
                  app.source(EVEN, new Numbers()).name("more");
                  app.sink(EVEN, sink);
                }))
        .isFalse();
    assertThat(
            isDirect(
                app -> {
                  app.sources().get(0).onMalformed(Malformed.DEAD_LETTER);
                  app.stream(NUMBERS).filter(n -> true).to(EVEN);
                  app.sink(EVEN, sink);
                }))
        .isFalse();
  }
}
