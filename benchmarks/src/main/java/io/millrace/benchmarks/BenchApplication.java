package io.millrace.benchmarks;

import io.millrace.functions.Application;
import io.millrace.functions.ApplicationBuilder;
import io.millrace.functions.Settings;
import io.millrace.functions.StreamFunction;
import io.millrace.functions.connect.Sink;
import io.millrace.functions.connect.Source;
import io.millrace.runtime.MemoryMetadataStore;
import io.millrace.runtime.MetadataStore;
import io.millrace.runtime.SystemClock;
import io.millrace.runtime.journal.MemoryJournal;
import io.millrace.runtime.local.LocalApplication;
import io.millrace.runtime.local.LocalSettings;
import io.millrace.runtime.local.LocalStores;
import io.millrace.runtime.plan.ApplicationMetadata;
import io.millrace.runtime.plan.ApplicationPlan;
import io.millrace.runtime.plan.PlanCompiler;
import io.millrace.runtime.snapshot.MemorySnapshotStore;
import io.millrace.runtime.state.StateBackend;
import io.millrace.runtime.state.StateChoice;
import io.millrace.storage.DataDirectory;
import java.nio.file.Path;
import java.util.Map;

/** The benchmarked application, in this process, with its stores. */
final class BenchApplication implements AutoCloseable {
  private final DataDirectory directory;
  private final StateBackend state;
  private final LocalApplication running;

  /**
   * Prepares the sums of sales.
   *
   * @param data where it keeps its journals; null for durability none
   * @param sink where updates go; null for a function in the same partition that drops them
   */
  BenchApplication(LocalSettings settings, Path data, Source<Sale> source, Sink<Update> sink) {
    this(settings, data, source, sink, StateChoice.HEAP);
  }

  /** Likewise, with state somewhere; that needs a directory for data. */
  BenchApplication(
      LocalSettings settings,
      Path data,
      Source<Sale> source,
      Sink<Update> sink,
      StateChoice choice) {
    this(settings, data, app -> defineSums(app, source, sink), choice);
  }

  private static void defineSums(ApplicationBuilder app, Source<Sale> source, Sink<Update> sink) {
    app.source(Sale.SALES, source);
    app.function("sum", Sale.SALES, KeyedSum::new).state(KeyedSum.SUM).emits(Update.UPDATES);
    if (sink == null) {
      StreamFunction<Update> drop = (update, context) -> {};
      app.function("drop", Update.UPDATES, () -> drop);
    } else {
      app.sink(Update.UPDATES, sink);
    }
  }

  /**
   * Prepares an application.
   *
   * @param data where it keeps its journals; null for durability none
   */
  BenchApplication(LocalSettings settings, Path data, Application application) {
    this(settings, data, application, StateChoice.HEAP);
  }

  private BenchApplication(
      LocalSettings settings, Path data, Application application, StateChoice choice) {
    ApplicationBuilder app = new ApplicationBuilder(Settings.of(Map.of()));
    application.define(app);
    directory = data == null ? null : DataDirectory.open(data);
    MetadataStore documents = data == null ? new MemoryMetadataStore() : directory.metadata();
    ApplicationMetadata before =
        documents
            .read(ApplicationMetadata.DOCUMENT)
            .map(ApplicationMetadata::decode)
            .orElseGet(() -> ApplicationMetadata.create(1, "bench", settings.partitions()));
    ApplicationPlan plan = PlanCompiler.compile("bench", app, before.names());
    ApplicationMetadata metadata = before.started("bench", plan);
    documents.write(ApplicationMetadata.DOCUMENT, metadata.encode());
    state =
        data == null ? StateBackend.heap() : choice.open(directory.state(), settings.partitions());
    LocalStores stores =
        data == null
            ? new LocalStores(
                (partition, term) -> new MemoryJournal(),
                new MemorySnapshotStore(),
                documents,
                new SystemClock(),
                state)
            : new LocalStores(
                directory.journals(), directory.snapshots(), documents, new SystemClock(), state);
    LocalSettings kept = data == null ? settings.withoutDurability() : settings;
    running = new LocalApplication(kept, plan, metadata, stores);
  }

  LocalApplication running() {
    return running;
  }

  @Override
  public void close() {
    running.close();
    state.close();
    if (directory != null) {
      directory.close();
    }
  }
}
