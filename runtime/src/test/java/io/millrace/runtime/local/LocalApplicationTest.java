package io.millrace.runtime.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.functions.ApplicationBuilder;
import io.millrace.functions.Context;
import io.millrace.functions.Settings;
import io.millrace.functions.StateSpec;
import io.millrace.functions.StreamFunction;
import io.millrace.functions.StreamRecord;
import io.millrace.functions.Timer;
import io.millrace.functions.TimerSpec;
import io.millrace.functions.Topic;
import io.millrace.runtime.MemoryMetadataStore;
import io.millrace.runtime.SystemClock;
import io.millrace.runtime.journal.Journal;
import io.millrace.runtime.journal.MemoryJournal;
import io.millrace.runtime.plan.ApplicationMetadata;
import io.millrace.runtime.plan.ApplicationPlan;
import io.millrace.runtime.plan.NameRegistry;
import io.millrace.runtime.plan.PlanCompiler;
import io.millrace.runtime.snapshot.MemorySnapshotStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class LocalApplicationTest {
  record Click(String user, long amount, long timeMs) {}

  record Total(String user, long count, long sum) {}

  static final Topic<Click> CLICKS = Topic.of("clicks", Click.class).keyedBy(Click::user);
  static final Topic<Total> TOTALS = Topic.of("totals", Total.class).keyedBy(total -> "all");
  static final Topic<Total> ALL = Topic.of("all", Total.class).keyedBy(total -> "all");
  static final StateSpec<Total> SUM = StateSpec.of("sum", Total.class);
  static final TimerSpec END = TimerSpec.eventTime("end");

  static final class Summing implements StreamFunction<Click> {
    @Override
    public void onRecord(StreamRecord<Click> record, Context context) {
      Click click = record.value();
      Total before = context.getOr(SUM, new Total(click.user(), 0, 0));
      context.put(SUM, new Total(click.user(), before.count() + 1, before.sum() + click.amount()));
      context.setTimer(END, 1_000_000);
    }

    @Override
    public void onTimer(Timer timer, Context context) {
      context.emit(TOTALS, context.get(SUM).orElseThrow());
    }
  }

  static final class Overall implements StreamFunction<Total> {
    @Override
    public void onRecord(StreamRecord<Total> record, Context context) {
      Total before = context.getOr(SUM, new Total("all", 0, 0));
      context.put(
          SUM,
          new Total(
              "all", before.count() + record.value().count(), before.sum() + record.value().sum()));
      context.setTimer(END, 2_000_000);
    }

    @Override
    public void onTimer(Timer timer, Context context) {
      context.emit(ALL, context.get(SUM).orElseThrow());
    }
  }

  private static ApplicationPlan plan(
      ListSource<Click> source, ListSink<Total> totals, ListSink<Total> all, NameRegistry names) {
    ApplicationBuilder app = new ApplicationBuilder(Settings.of(Map.of()));
    app.source(CLICKS, source).eventTime(Click::timeMs).disorder(Duration.ofMillis(10));
    app.function("summing", CLICKS, Summing::new).state(SUM).timer(END).emits(TOTALS);
    app.function("overall", TOTALS, Overall::new).state(SUM).timer(END).emits(ALL);
    app.sink(TOTALS, totals);
    app.sink(ALL, all);
    return PlanCompiler.compile("clicks", app, names);
  }

  @Test
  void shouldWorkOffBoundedInputWithEventTimersAcrossPartitions() throws Exception {
    Map<String, List<Click>> splits = new HashMap<>();
    for (int s = 0; s < 3; s++) {
      List<Click> clicks = new ArrayList<>();
      for (int i = 0; i < 10_000; i++) {
        clicks.add(new Click("u" + i % 100, i, 10L * i));
      }
      splits.put("split-" + s, clicks);
    }
    ListSink<Total> totals = new ListSink<>();
    ListSink<Total> all = new ListSink<>();
    ApplicationMetadata fresh = ApplicationMetadata.create(1, "clicks", 7);
    ApplicationPlan plan = plan(new ListSource<>(splits), totals, all, fresh.names());
    Map<Integer, Journal> journals = new ConcurrentHashMap<>();
    LocalStores stores =
        new LocalStores(
            (partition, term) -> journals.computeIfAbsent(partition, p -> new MemoryJournal()),
            new MemorySnapshotStore(),
            new MemoryMetadataStore(),
            new SystemClock());
    ApplicationMetadata metadata = fresh.started("hash", plan);

    try (LocalApplication running =
        new LocalApplication(
            LocalSettings.defaults().withPartitions(7).withSlots(2), plan, metadata, stores)) {
      running.start();
      boolean ended = running.awaitEnd(Duration.ofSeconds(60));
      assertThat(running.failure()).isNull();
      assertThat(ended).as(() -> running.status().toString()).isTrue();
    }

    assertThat(totals.committed()).hasSize(100);
    assertThat(totals.committed()).allMatch(total -> total.count() == 300);
    assertThat(all.committed()).containsExactly(new Total("all", 30_000, 3L * 9_999 * 5_000));
  }
}
