package io.millrace.cli.http;

import io.millrace.cli.run.ApiPort;
import io.millrace.functions.ApplicationBuilder;
import io.millrace.functions.FailurePolicy;
import io.millrace.functions.Settings;
import io.millrace.functions.StateSpec;
import io.millrace.functions.Topic;
import io.millrace.functions.connect.Published;
import io.millrace.functions.connect.Sink;
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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A real application in memory, with its API on any free port. */
public final class ServedShop implements AutoCloseable {
  /** A purchase. */
  public record Sale(String buyer, long cents) {}

  /** What a buyer spent so far. */
  public record Spent(String buyer, long cents) {}

  static final Topic<Sale> SALES = Topic.of("sales", Sale.class).keyedBy(Sale::buyer);
  static final Topic<Sale> CHECKED = Topic.of("checked", Sale.class).keyedBy(Sale::buyer);
  static final Topic<Spent> SPENT =
      Topic.of("spent", Spent.class).keyedBy(Spent::buyer).retained(Duration.ofHours(1));
  static final StateSpec<Long> SUM = StateSpec.of("sum", Long.class);

  private final LocalApplication application;
  private final HttpApi api;

  /** Starts both. */
  public ServedShop() {
    ApplicationBuilder app = new ApplicationBuilder(Settings.of(Map.of()));
    app.source(SALES, Published.byClients());
    app.function("check", SALES, sale -> sale.cents() == 0 ? null : sale, CHECKED);
    app.function(
            "sum",
            CHECKED,
            () ->
                (sale, context) -> {
                  if (sale.value().cents() < 0) {
                    throw new IllegalStateException("negative");
                  }
                  long sum = context.getOr(SUM, 0L) + sale.value().cents();
                  context.put(SUM, sum);
                  context.emit(SPENT, new Spent(sale.value().buyer(), sum));
                })
        .state(SUM)
        .emits(SPENT)
        .onFailure(FailurePolicy.quarantine());
    app.sink(SPENT, nowhere());
    ApplicationMetadata known = ApplicationMetadata.create(1, "shop", 3);
    ApplicationPlan plan = PlanCompiler.compile("shop", app, known.names());
    Map<Integer, Journal> journals = new ConcurrentHashMap<>();
    LocalStores stores =
        new LocalStores(
            (partition, term) -> journals.computeIfAbsent(partition, p -> new MemoryJournal()),
            new MemorySnapshotStore(),
            new MemoryMetadataStore(),
            new SystemClock());
    application =
        new LocalApplication(
            LocalSettings.defaults().withPartitions(3).withSlots(2),
            plan,
            known.started("hash", plan),
            stores);
    application.start();
    api = HttpApi.start(application, new ApiPort(0, true));
  }

  private static <T> Sink<T> nowhere() {
    return start ->
        new io.millrace.functions.connect.SinkWriter<T>() {
          @Override
          public Optional<List<io.millrace.functions.connect.SinkPosition>> committed() {
            return Optional.empty();
          }

          @Override
          public void write(
              int partition, long offset, io.millrace.functions.StreamRecord<T> record) {
            // forgotten
          }

          @Override
          public void commit(List<io.millrace.functions.connect.SinkPosition> positions) {
            // forgotten
          }

          @Override
          public void close() {
            // holds nothing
          }
        };
  }

  /** Where the API listens. */
  public String url() {
    return api.address();
  }

  LocalApplication application() {
    return application;
  }

  HttpApi api() {
    return api;
  }

  @Override
  public void close() {
    api.close();
    application.close();
  }
}
