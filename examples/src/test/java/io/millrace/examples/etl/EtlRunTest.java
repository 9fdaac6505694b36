package io.millrace.examples.etl;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.functions.ApplicationBuilder;
import io.millrace.functions.Settings;
import io.millrace.runtime.MemoryMetadataStore;
import io.millrace.runtime.SystemClock;
import io.millrace.runtime.journal.MemoryJournal;
import io.millrace.runtime.local.LocalApplication;
import io.millrace.runtime.local.LocalSettings;
import io.millrace.runtime.local.LocalStores;
import io.millrace.runtime.plan.ApplicationMetadata;
import io.millrace.runtime.plan.ApplicationPlan;
import io.millrace.runtime.plan.PlanCompiler;
import io.millrace.runtime.snapshot.MemorySnapshotStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files through the engine into files. */
class EtlRunTest {
  private static final int ORDERS = 1200; // more than a source reads at a time

  @TempDir Path folder;

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  private static String line(String id, int quantity, Instant time) {
    return "{\"id\":\"%s\",\"product\":\" tea\",\"quantity\":%d,\"time\":\"%s\"}"
        .formatted(id, quantity, time);
  }

  private void run(boolean batch) throws Exception {
    Settings settings =
        Settings.of(
            Map.of(
                "orders", path("orders.jsonl"),
                "products", path("products.csv"),
                "sales", path("sales.csv"),
                "rejected", path("rejected.jsonl")));
    ApplicationBuilder app = new ApplicationBuilder(settings, batch);
    new EtlApp().define(app);
    LocalSettings local = LocalSettings.defaults().withPartitions(3).withSlots(2);
    ApplicationMetadata fresh = ApplicationMetadata.create(1, "etl", local.partitions());
    ApplicationPlan plan = PlanCompiler.compile("etl", app, fresh.names());
    LocalStores stores =
        new LocalStores(
            (partition, term) -> new MemoryJournal(),
            new MemorySnapshotStore(),
            new MemoryMetadataStore(),
            new SystemClock());
    try (LocalApplication running =
        new LocalApplication(local, plan, fresh.started("hash", plan), stores)) {
      running.start();
      boolean ended = running.awaitEnd(Duration.ofSeconds(60));
      assertThat(running.failure()).isNull();
      assertThat(ended).as(() -> running.status().toString()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldWriteEachSoundOrderOnceAndPutTheRestAsideWithItsLine(boolean batch) throws Exception {
    Instant noon = Instant.parse("2026-01-01T12:00:00Z");
    List<String> orders = new ArrayList<>();
    orders.add(line("future", 0, Instant.parse("2999-01-01T00:00:00Z"))); // makes nothing late
    for (int i = 0; i < ORDERS; i++) {
      orders.add(line("o" + i, 2, noon.plusSeconds(60L * i)));
    }
    orders.add(orders.get(1));
    orders.add("nonsense");
    Files.write(folder.resolve("orders.jsonl"), orders);
    Files.write(
        folder.resolve("products.csv"),
        List.of(
            "id,name,price,since",
            "TEA,Green tea,3.50," + noon.plusSeconds(600),
            "TEA,Green tea,3.00," + noon));

    run(batch);

    List<String> sales = Files.readAllLines(folder.resolve("sales.csv"));
    assertThat(sales)
        .hasSize(1 + ORDERS)
        .doesNotHaveDuplicates()
        .contains("o9,TEA,Green tea,2,6.00,2026-01-01T12:09:00Z")
        .contains("o10,TEA,Green tea,2,7.00,2026-01-01T12:10:00Z");
    assertThat(Files.readAllLines(folder.resolve("rejected.jsonl")))
        .hasSize(2)
        .anyMatch(letter -> letter.contains("orders.jsonl:1\"") && letter.contains("quantity=0"))
        .anyMatch(letter -> letter.contains("orders.jsonl:" + (ORDERS + 3) + "\""));
  }
}
