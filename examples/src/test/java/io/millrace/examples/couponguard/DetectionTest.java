package io.millrace.examples.couponguard;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.functions.ApplicationBuilder;
import io.millrace.functions.Settings;
import io.millrace.runtime.MemoryMetadataStore;
import io.millrace.runtime.SystemClock;
import io.millrace.runtime.journal.Journal;
import io.millrace.runtime.journal.MemoryJournal;
import io.millrace.runtime.local.LocalApplication;
import io.millrace.runtime.local.LocalSettings;
import io.millrace.runtime.local.LocalStores;
import io.millrace.runtime.plan.ApplicationMetadata;
import io.millrace.runtime.plan.ApplicationPlan;
import io.millrace.runtime.plan.PlanCompiler;
import io.millrace.runtime.snapshot.MemorySnapshotStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole application on many actions. The test kit would do each of them three times, so this
 * goes to the engine directly; with its memory stores nothing is kept but the file of alerts.
 */
class DetectionTest {
  private static final long SEED = 13;
  private static final long COUNT = 16 * ShopWindow.ACTIONS;
  private static final int PARTITIONS = 4;

  @Test
  void shouldCatchMostAbusersAndFewOthers(@TempDir Path folder) throws Exception {
    Path alerts = folder.resolve("alerts.jsonl");
    Settings settings =
        Settings.of(
            Map.of(
                "actions", "generate:" + COUNT,
                "seed", String.valueOf(SEED),
                "alerts", alerts.toString()));
    run(settings);

    Evaluation evaluation = Evaluation.ofFile(alerts, new ActionGenerator(SEED).abusers(COUNT));
    assertThat(evaluation.precision()).as("seed=%d: %s", SEED, evaluation).isBetween(0.9, 0.98);
    assertThat(evaluation.recall()).as("seed=%d: %s", SEED, evaluation).isBetween(0.9, 0.98);
  }

  private static void run(Settings settings) throws InterruptedException {
    ApplicationBuilder app = new ApplicationBuilder(settings);
    new CouponGuardApp().define(app);
    ApplicationMetadata first = ApplicationMetadata.create(1, "coupon-guard", PARTITIONS);
    ApplicationPlan plan = PlanCompiler.compile("coupon-guard", app, first.names());
    Map<Integer, Journal> journals = new ConcurrentHashMap<>();
    LocalStores stores =
        new LocalStores(
            (partition, term) -> journals.computeIfAbsent(partition, p -> new MemoryJournal()),
            new MemorySnapshotStore(),
            new MemoryMetadataStore(),
            new SystemClock());
    ApplicationMetadata metadata = first.started("code", plan);
    LocalSettings local = LocalSettings.defaults().withPartitions(PARTITIONS).withSlots(2);
    try (LocalApplication running = new LocalApplication(local, plan, metadata, stores)) {
      running.start();
      boolean ended = running.awaitEnd(Duration.ofMinutes(2));
      assertThat(running.failure()).isNull();
      assertThat(ended).as(() -> running.status().toString()).isTrue();
    }
  }
}
