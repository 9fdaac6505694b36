package io.millrace.examples.gmv;

import io.millrace.connector.files.FileSink;
import io.millrace.connector.files.FileSource;
import io.millrace.functions.Application;
import io.millrace.functions.ApplicationBuilder;
import io.millrace.functions.SourceSpec.Malformed;
import io.millrace.functions.Topic;
import java.time.Duration;

/**
 * Turnover (gross merchandise value) per minute and category.
 *
 * <p>Settings: {@code orders}, a CSV file or a directory of them; {@code turnover}, the CSV file
 * for results; {@code too-late}, the CSV file for orders that could not be counted any more, {@code
 * too-late.csv} if not set; {@code disorder}, how far orders may be out of order before they are
 * late, {@code PT5S} if not set.
 */
public final class GmvApp implements Application {
  public static final Topic<Order> ORDERS =
      Topic.of("orders", Order.class).keyedBy(Order::category);
  public static final Topic<Turnover> TURNOVER =
      Topic.of("turnover", Turnover.class).keyedBy(Turnover::category).retained(Duration.ofDays(1));
  public static final Topic<Order> TOO_LATE =
      Topic.of("too-late", Order.class).keyedBy(Order::category);

  @Override
  public void define(ApplicationBuilder app) {
    app.source(ORDERS, FileSource.csv(app.setting("orders")))
        .eventTime(Order::timeMs)
        .disorder(Duration.parse(app.setting("disorder", "PT5S")))
        .onMalformed(Malformed.DEAD_LETTER);
    app.function("turnover-per-minute", ORDERS, TurnoverPerMinute::new)
        .state(TurnoverPerMinute.MINUTES)
        .timer(TurnoverPerMinute.CLOSE, TurnoverPerMinute.FORGET)
        .emits(TURNOVER, TOO_LATE);
    app.sink(TURNOVER, FileSink.csv(app.setting("turnover")));
    app.sink(TOO_LATE, FileSink.csv(app.setting("too-late", "too-late.csv")));
  }
}
