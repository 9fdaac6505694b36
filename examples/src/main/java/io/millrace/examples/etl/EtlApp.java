package io.millrace.examples.etl;

import io.millrace.connector.files.FileSink;
import io.millrace.connector.files.FileSource;
import io.millrace.functions.Application;
import io.millrace.functions.ApplicationBuilder;
import io.millrace.functions.DeadLetter;
import io.millrace.functions.Settings;
import io.millrace.functions.SourceSpec.Malformed;
import io.millrace.functions.Topic;
import io.millrace.functions.connect.Sink;
import io.millrace.functions.keyed.Deduplicate;
import java.time.Duration;

/**
 * Orders go through: cleaned, each once, with the name and price of their product.
 *
 * <p>Settings: {@code orders} and {@code products}, files or directories of them, CSV if the name
 * ends in {@code .csv}, else JSON lines; {@code follow}, {@code true} to go on when they grow;
 * {@code sales}, a file of CSV ({@code .csv}) or JSON lines ({@code .jsonl}), or a directory for
 * part files; {@code rejected}, the file for what is no order, {@code rejected.jsonl} if not set;
 * {@code disorder}, how far orders may be out of order, {@code PT1M} if not set.
 */
public final class EtlApp implements Application {
  public static final Topic<Order> ORDERS = Topic.of("orders", Order.class).keyedBy(Order::id);
  public static final Topic<Product> PRODUCTS =
      Topic.of("products", Product.class).keyedBy(Product::id);
  public static final Topic<Sale> SALES = Topic.of("sales", Sale.class).keyedBy(Sale::order);
  public static final Topic<DeadLetter> REJECTED =
      Topic.of("orders.dead-letter", DeadLetter.class)
          .keyedBy(DeadLetter::key)
          .retained(Duration.ofDays(7));

  @Override
  public void define(ApplicationBuilder app) {
    app.source(ORDERS, EtlApp.<Order>files(app, "orders"))
        .eventTime(Order::timeMs)
        .disorder(Duration.parse(app.setting("disorder", "PT1M")))
        .onMalformed(Malformed.DEAD_LETTER);
    app.source(PRODUCTS, EtlApp.<Product>files(app, "products"))
        .eventTime(Product::sinceMs)
        .disorder(Duration.ofDays(36_500)) // rows may stand in any order: none is late ...
        .idleAfter(Duration.ofSeconds(5)); // ... and orders do not wait for rows to come

    // docs:begin etl
    app.stream(ORDERS)
        .filter(order -> !order.isTest())
        .map(Order::tidy)
        .as(Order.class)
        .keyBy(Order::id)
        .process("once", () -> Deduplicate.of(Order.class).firstByArrival(Duration.ofDays(1)))
        .keyBy(Order::product)
        .join(app.stream(PRODUCTS).keyed(String.class), join -> join.temporal(Sale::of).left())
        .to(SALES);
    // docs:end

    app.sink(SALES, sales(app.setting("sales")));
    app.sink(REJECTED, FileSink.jsonLines(app.setting("rejected", "rejected.jsonl")));
  }

  private static <T> FileSource<T> files(Settings settings, String name) {
    String path = settings.setting(name);
    FileSource<T> files = path.endsWith(".csv") ? FileSource.csv(path) : FileSource.jsonLines(path);
    return Boolean.parseBoolean(settings.setting("follow", "false")) ? files.follow() : files;
  }

  private static Sink<Sale> sales(String path) {
    if (path.endsWith(".csv")) {
      return FileSink.csv(path);
    }
    FileSink<Sale> lines = FileSink.jsonLines(path);
    return path.endsWith(".jsonl") ? lines : lines.parts();
  }
}
