package io.millrace.runtime.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.functions.ApplicationBuilder;
import io.millrace.functions.ListSpec;
import io.millrace.functions.MapSpec;
import io.millrace.functions.Settings;
import io.millrace.functions.StateSpec;
import io.millrace.functions.StreamFunction;
import io.millrace.functions.Topic;
import io.millrace.runtime.MemoryMetadataStore;
import io.millrace.runtime.SystemClock;
import io.millrace.runtime.journal.Journal;
import io.millrace.runtime.journal.MemoryJournal;
import io.millrace.runtime.plan.ApplicationMetadata;
import io.millrace.runtime.plan.ApplicationPlan;
import io.millrace.runtime.plan.InvalidApplicationException;
import io.millrace.runtime.plan.PlanCompiler;
import io.millrace.runtime.snapshot.MemorySnapshotStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UpgradeTest {
  static final Topic<Integer> NUMBERS = Topic.of("numbers", Integer.class).keyedBy(n -> n % 10);
  static final Topic<String> SEEN = Topic.of("seen", String.class);

  /** Version 1 of the types of state. */
  static final class V1 {
    record Sum1(int count, int total, String gone) {}

    static final StateSpec<Sum1> SUM = StateSpec.of("sum", Sum1.class);
    static final ListSpec<Sum1> ALL = ListSpec.of("all", Sum1.class);
    static final MapSpec<Integer, Sum1> BY = MapSpec.of("by", Integer.class, Sum1.class);

    static StreamFunction<Integer> function() {
      return (record, context) -> {
        Sum1 before = context.getOr(SUM, new Sum1(0, 0, ""));
        Sum1 after = new Sum1(before.count() + 1, before.total() + record.value(), "x");
        context.put(SUM, after);
        context.list(ALL).add(after);
        context.map(BY).put(record.value(), after);
        context.emit(SEEN, "v1 " + after.count() + " " + after.total());
      };
    }
  }

  /** Version 2: a component removed, one widened, one added. */
  static final class V2 {
    record Sum2(int count, long total, String added) {}

    static final StateSpec<Sum2> SUM = StateSpec.of("sum", Sum2.class);
    static final ListSpec<Sum2> ALL = ListSpec.of("all", Sum2.class);
    static final MapSpec<Integer, Sum2> BY = MapSpec.of("by", Integer.class, Sum2.class);

    static StreamFunction<Integer> function() {
      return (record, context) -> {
        Sum2 before = context.get(SUM).orElseThrow();
        int listed = context.list(ALL).size();
        long last = context.list(ALL).get(listed - 1).total();
        context.put(SUM, new Sum2(before.count() + 1, before.total() + record.value(), "y"));
        context.emit(
            SEEN,
            "v2 "
                + before.count()
                + " "
                + before.total()
                + " "
                + before.added()
                + " "
                + listed
                + " "
                + last
                + " "
                + context.map(BY).size());
      };
    }
  }

  /** Version 3 cannot read what the others wrote. */
  static final class V3 {
    record Sum3(String count) {}

    static final StateSpec<Sum3> SUM = StateSpec.of("sum", Sum3.class);
  }

  private final Map<Integer, Journal> journals = new ConcurrentHashMap<>();
  private final MemorySnapshotStore snapshots = new MemorySnapshotStore();
  private final MemoryMetadataStore documents = new MemoryMetadataStore();
  private final ListSink<String> sink = new ListSink<>();

  private void run(int numbers, String hash, Consumer<ApplicationBuilder> functions)
      throws Exception {
    ApplicationBuilder app = new ApplicationBuilder(Settings.of(Map.of()));
    List<Integer> values = IntStream.range(0, numbers).boxed().toList();
    app.source(NUMBERS, new ListSource<>(Map.of("all", values)));
    functions.accept(app);
    app.sink(SEEN, sink);
    ApplicationMetadata before =
        documents
            .read("application")
            .map(ApplicationMetadata::decode)
            .orElseGet(() -> ApplicationMetadata.create(7, "upgrade", 3));
    ApplicationPlan plan = PlanCompiler.compile("upgrade", app, before.names());
    ApplicationMetadata metadata = before.started(hash, plan);
    documents.write("application", metadata.encode());
    LocalStores stores =
        new LocalStores(
            (partition, term) -> journals.computeIfAbsent(partition, p -> new MemoryJournal()),
            snapshots,
            documents,
            new SystemClock());
    try (LocalApplication running =
        new LocalApplication(
            LocalSettings.defaults().withPartitions(3).withSlots(2), plan, metadata, stores)) {
      running.start();
      assertThat(running.awaitEnd(Duration.ofSeconds(60))).isTrue();
      if (running.failure() != null) {
        throw new IllegalStateException(running.failure());
      }
    }
  }

  private void runV1(int numbers) throws Exception {
    run(
        numbers,
        "v1",
        app ->
            app.function("sums", NUMBERS, V1::function).state(V1.SUM, V1.ALL, V1.BY).emits(SEEN));
  }

  @Test
  void shouldGoOnWhereItWasWhenStartedAgain() throws Exception {
    runV1(20);
    runV1(30);
    assertThat(sink.committed()).hasSize(30).contains("v1 3 " + (3 + 13 + 23));
  }

  @Test
  void shouldCarryStateOverToChangedTypes() throws Exception {
    runV1(20);
    run(
        30,
        "v2",
        app ->
            app.function("sums", NUMBERS, V2::function).state(V2.SUM, V2.ALL, V2.BY).emits(SEEN));
    assertThat(sink.committed()).hasSize(30).contains("v2 2 16 null 2 16 2");
  }

  @Test
  void shouldRefuseTypesThatCannotReadWhatIsThere() throws Exception {
    runV1(20);
    assertThatThrownBy(
            () ->
                run(
                    30,
                    "v3",
                    app ->
                        app.function(
                                "sums",
                                NUMBERS,
                                () -> (StreamFunction<Integer>) (record, context) -> {})
                            .state(V3.SUM)
                            .emits(SEEN)))
        .isInstanceOf(InvalidApplicationException.class)
        .hasMessageContaining("state/sums/sum")
        .hasMessageContaining("count");
  }

  @Test
  void shouldGoOnWithMendedCodeAfterUserCodeFailed() throws Exception {
    StreamFunction<Integer> failing =
        (record, context) -> {
          context.put(COUNT, context.getOr(COUNT, 0) + 1);
          context.emit(SEEN, record.value() + " is number " + context.get(COUNT).orElseThrow());
          if (record.value() == 23) {
            throw new IllegalStateException("23 again");
          }
        };
    assertThatThrownBy(() -> run(100, "failing", app -> counting(app, failing)))
        .hasStackTraceContaining("23 again");
    StreamFunction<Integer> mended =
        (record, context) -> {
          context.put(COUNT, context.getOr(COUNT, 0) + 1);
          context.emit(SEEN, record.value() + " is number " + context.get(COUNT).orElseThrow());
        };
    run(100, "mended", app -> counting(app, mended));
    assertThat(sink.committed())
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, 100).mapToObj(n -> n + " is number " + (n / 10 + 1)).toList());
  }

  static final StateSpec<Integer> COUNT = StateSpec.of("count", Integer.class);

  private static void counting(ApplicationBuilder app, StreamFunction<Integer> function) {
    app.function("counting", NUMBERS, () -> function).state(COUNT).emits(SEEN);
  }
}
