package io.millrace.examples.nexmark;

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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs queries to their end on the engine, with journals in memory and results in a file. */
record MemoryRun(LocalSettings settings, boolean batch, Path folder) {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** The header and the rows of a query's results, the rows sorted as text. */
  List<String> answer(String query, String events) throws Exception {
    Path out = folder.resolve(query + ".csv");
    ApplicationBuilder app =
        new ApplicationBuilder(
            Settings.of(Map.of("query", query, "events", events, "out", out.toString())), batch);
    new NexmarkApp().define(app);
    ApplicationMetadata fresh = ApplicationMetadata.create(1, "nexmark", settings.partitions());
    ApplicationPlan plan = PlanCompiler.compile("nexmark", app, fresh.names());
    LocalStores stores =
        new LocalStores(
            (partition, term) -> new MemoryJournal(),
            new MemorySnapshotStore(),
            new MemoryMetadataStore(),
            new SystemClock());
    try (LocalApplication running =
        new LocalApplication(settings, plan, fresh.started("hash", plan), stores)) {
      running.start();
      if (!running.awaitEnd(PATIENCE) || running.failure() != null) {
        throw new AssertionError(query + ": " + running.status(), running.failure());
      }
    }
    return sorted(out);
  }

  private static List<String> sorted(Path csv) throws IOException {
    List<String> lines = Files.readAllLines(csv);
    List<String> sorted = new ArrayList<>(lines.subList(0, Math.min(1, lines.size())));
    sorted.addAll(lines.stream().skip(1).sorted().toList());
    return sorted;
  }
}
