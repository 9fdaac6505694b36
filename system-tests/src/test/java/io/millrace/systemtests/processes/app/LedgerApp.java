package io.millrace.systemtests.processes.app;

import io.millrace.connector.files.FileSink;
import io.millrace.connector.files.FileSource;
import io.millrace.functions.Application;
import io.millrace.functions.ApplicationBuilder;
import io.millrace.functions.FunctionSpec;
import io.millrace.functions.SourceSpec;
import io.millrace.functions.Topic;
import java.time.Duration;

/**
 * Purchases from a file that grows ({@code --set input=FILE}) and from clients, totals, windows,
 * reminders and scores to files ({@code --set out=DIR}). {@code --set follow=no} ends it with the
 * file, {@code --set malformed=POLICY} says what happens to lines that are wrong, {@code --set
 * windows=later} keeps windows in state of another type.
 */
public final class LedgerApp implements Application {
  /** How far purchases in the file may be out of order. */
  public static final long DISORDER_MS = 300;

  public static final Topic<Purchase> PURCHASES =
      Topic.of("purchases", Purchase.class).keyedBy(Purchase::user);
  public static final Topic<Purchase> ORDERS =
      Topic.of("orders", Purchase.class).keyedBy(Purchase::user);
  public static final Topic<Total> TOTALS = Topic.of("totals", Total.class).keyedBy(Total::user);
  public static final Topic<DeviceSale> SALES =
      Topic.of("sales", DeviceSale.class).keyedBy(DeviceSale::device);
  public static final Topic<DeviceWindow> WINDOWS =
      Topic.of("windows", DeviceWindow.class).keyedBy(DeviceWindow::device);
  public static final Topic<Reminder> REMINDERS =
      Topic.of("reminders", Reminder.class).keyedBy(Reminder::user);
  public static final Topic<Score> SCORES = Topic.of("scores", Score.class).keyedBy(Score::user);

  @Override
  public void define(ApplicationBuilder app) {
    FileSource<Purchase> input = FileSource.jsonLines(app.setting("input"));
    app.source(PURCHASES, app.setting("follow", "yes").equals("yes") ? input.follow() : input)
        .onMalformed(SourceSpec.Malformed.valueOf(app.setting("malformed", "STOP")))
        .eventTime(Purchase::atMs)
        .disorder(Duration.ofMillis(DISORDER_MS));
    ledger(app, "ledger", PURCHASES).emits(SALES);
    // without sales, so that clients that are silent do not hold back the windows
    ledger(app, "orders-ledger", ORDERS);
    boolean later = app.setting("windows", "first").equals("later");
    (later
            ? app.function("windows", SALES, LaterDeviceWindows::new).state(LaterDeviceWindows.OPEN)
            : app.function("windows", SALES, DeviceWindows::new).state(DeviceWindows.OPEN))
        .timer(DeviceWindows.CLOSE)
        .emits(WINDOWS);
    String out = app.setting("out");
    app.sink(TOTALS, FileSink.jsonLines(out + "/totals.jsonl"));
    app.sink(WINDOWS, FileSink.jsonLines(out + "/windows.jsonl"));
    app.sink(REMINDERS, FileSink.jsonLines(out + "/reminders.jsonl"));
    app.sink(SCORES, FileSink.jsonLines(out + "/scores.jsonl"));
  }

  private static FunctionSpec<Ledger> ledger(
      ApplicationBuilder app, String name, Topic<Purchase> purchases) {
    return app.function(name, purchases, Ledger::new)
        .state(Ledger.TOTAL, Ledger.DUE)
        .timer(Ledger.REMIND)
        .calls(Ledger.SCORE)
        .emits(TOTALS, REMINDERS, SCORES);
  }
}
