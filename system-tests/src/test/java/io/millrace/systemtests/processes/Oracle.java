package io.millrace.systemtests.processes;

import io.millrace.systemtests.processes.app.DeviceWindow;
import io.millrace.systemtests.processes.app.DeviceWindows;
import io.millrace.systemtests.processes.app.Ledger;
import io.millrace.systemtests.processes.app.LedgerApp;
import io.millrace.systemtests.processes.app.Purchase;
import io.millrace.systemtests.processes.app.Total;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the application has to write, computed purchase by purchase without any engine. */
final class Oracle {
  private final Map<String, List<String>> lines = new LinkedHashMap<>();
  private final Map<String, Total> totals = new HashMap<>();
  private final Map<String, DeviceWindow> windows = new HashMap<>();
  private long latestMs = Long.MIN_VALUE;

  Oracle() {
    for (String file : List.of("totals", "windows", "reminders", "scores")) {
      lines.put(file + ".jsonl", new ArrayList<>());
    }
  }

  void accept(Purchase purchase) {
    Total total =
        totals.merge(
            purchase.user(),
            new Total(purchase.user(), 1, purchase.amount()),
            (a, b) -> new Total(a.user(), a.count() + b.count(), a.sum() + b.sum()));
    String user = "{\"user\":\"" + total.user() + "\",\"count\":" + total.count();
    add("totals", user + ",\"sum\":" + total.sum() + "}");
    if (total.count() % Ledger.REMINDER_EVERY == 0) {
      add("reminders", user + "}");
    }
    if (total.count() % Ledger.SCORE_EVERY == 0) {
      add("scores", user + ",\"score\":" + Ledger.score(total) + "}");
    }
    if (!purchase.device().isEmpty()) {
      latestMs = Math.max(latestMs, purchase.atMs());
      long startMs = purchase.atMs() / DeviceWindows.WINDOW_MS * DeviceWindows.WINDOW_MS;
      windows.merge(
          purchase.device() + "@" + startMs,
          new DeviceWindow(purchase.device(), startMs, 1, purchase.amount()),
          (a, b) ->
              new DeviceWindow(a.device(), a.startMs(), a.count() + b.count(), a.sum() + b.sum()));
    }
  }

  private void add(String file, String line) {
    lines.get(file + ".jsonl").add(line);
  }

  /** The last total of a user. */
  Total total(String user) {
    return totals.get(user);
  }

  /** The lines of each file when the input has ended and so all windows are closed. */
  Map<String, List<String>> finishAll() {
    latestMs = Long.MAX_VALUE;
    return finish();
  }

  /** The lines of each file, windows that are still open left out. Call once, at the end. */
  Map<String, List<String>> finish() {
    for (DeviceWindow window : windows.values()) {
      if (window.startMs() + DeviceWindows.WINDOW_MS <= latestMs - LedgerApp.DISORDER_MS) {
        add(
            "windows",
            "{\"device\":\""
                + window.device()
                + "\",\"startMs\":"
                + window.startMs()
                + ",\"count\":"
                + window.count()
                + ",\"sum\":"
                + window.sum()
                + "}");
      }
    }
    return lines;
  }
}
