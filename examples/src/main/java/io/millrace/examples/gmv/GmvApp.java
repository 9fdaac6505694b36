package io.millrace.examples.gmv;

import static io.millrace.functions.aggregate.Aggregates.allOf;
import static io.millrace.functions.aggregate.Aggregates.count;
import static io.millrace.functions.aggregate.Aggregates.sumDecimal;

import io.millrace.connector.files.FileSink;
import io.millrace.connector.files.FileSource;
import io.millrace.functions.Application;
import io.millrace.functions.ApplicationBuilder;
import io.millrace.functions.Settings;
import io.millrace.functions.SourceSpec.Malformed;
import io.millrace.functions.Topic;
import io.millrace.functions.aggregate.Aggregate;
import io.millrace.functions.connect.Source;
import io.millrace.functions.window.Windows;
import java.time.Duration;

/**
 * Turnover (gross merchandise value) per minute and category: while the minute lasts, when it is
 * over, and corrected by orders that come late.
 *
 * <p>Settings: {@code orders}, a CSV file or a directory of them; {@code follow}, {@code true} to
 * go on when they grow; {@code turnover}, the CSV file for results; {@code too-late}, the CSV file
 * for orders that could not be counted any more, {@code too-late.csv} if not set; {@code disorder},
 * how far orders may be out of order before they are late, {@code PT5S} if not set.
 */
public final class GmvApp implements Application {
  public static final Topic<Order> ORDERS =
      Topic.of("orders", Order.class).keyedBy(Order::category);
  public static final Topic<Turnover> TURNOVER =
      Topic.of("turnover", Turnover.class).keyedBy(Turnover::category).retained(Duration.ofDays(1));
  public static final Topic<Order> TOO_LATE =
      Topic.of("too-late", Order.class).keyedBy(Order::category);

  static final Duration LATENESS = Duration.ofMinutes(10);

  // docs:begin gmv
  static final Windows<Order> MINUTES =
      Windows.tumbling(Duration.ofMinutes(1))
          .earlyEvery(Duration.ofSeconds(1))
          .allowedLateness(LATENESS)
          .lateTo(TOO_LATE);

  static final Aggregate<Order, ?, Turnover.Sum> SUM =
      allOf(count(), sumDecimal(Order::amount), Turnover.Sum::new);

  // docs:end

  @Override
  public void define(ApplicationBuilder app) {
    Duration disorder = Duration.parse(app.setting("disorder", "PT5S"));
    // docs:begin gmv
    app.source(ORDERS, orders(app))
        .eventTime(Order::timeMs)
        .disorder(disorder)
        .onMalformed(Malformed.DEAD_LETTER);
    app.stream(ORDERS).keyed(String.class).window(MINUTES).firings(SUM, Turnover::of).to(TURNOVER);
    // docs:end
    app.sink(TURNOVER, FileSink.csv(app.setting("turnover")));
    app.sink(TOO_LATE, FileSink.csv(app.setting("too-late", "too-late.csv")));
  }

  private static Source<Order> orders(Settings settings) {
    FileSource<Order> files = FileSource.csv(settings.setting("orders"));
    return Boolean.parseBoolean(settings.setting("follow", "false")) ? files.follow() : files;
  }
}
