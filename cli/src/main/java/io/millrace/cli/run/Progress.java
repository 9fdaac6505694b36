package io.millrace.cli.run;

import io.millrace.cli.text.Console;
import io.millrace.cli.text.Quantity;
import java.util.Locale;

/**
 * Shows how far a run is: a line that renews itself on a terminal, elsewhere a line at longer and
 * longer intervals, if there is something new.
 */
final class Progress {
  private static final double LONGEST_PAUSE = 60;

  private final Console console;
  private final String name;
  private final boolean bounded;
  private long lastRecords;
  private double lastSeconds;
  private double pause = 2;
  private double rate;

  Progress(Console console, String name, boolean bounded) {
    this.console = console;
    this.name = name;
    this.bounded = bounded;
  }

  /** Shows a new state, {@code seconds} after the start. */
  void show(Tally tally, double seconds) {
    double past = seconds - lastSeconds;
    boolean changed = tally.records() != lastRecords || tally.lag() > 0;
    if (!console.isErrTerminal() && (past < pause || !changed)) {
      return;
    }
    double now = past <= 0 ? 0 : (tally.records() - lastRecords) / past;
    rate = lastSeconds == 0 || !console.isErrTerminal() ? now : 0.7 * rate + 0.3 * now;
    lastRecords = tally.records();
    lastSeconds = seconds;
    String line = line(tally, seconds);
    if (console.isErrTerminal()) {
      console.progress(line);
    } else {
      console.say(line);
      pause = Math.min(LONGEST_PAUSE, 2 * pause);
    }
  }

  /** How long the rest will take if it goes on like this; nothing while that is a mere guess. */
  private static String left(double progress, double seconds) {
    if (seconds < 1 || progress < 0.005 || progress >= 1) {
      return "";
    }
    return "  " + Quantity.seconds(seconds / progress * (1 - progress)) + " left";
  }

  private String line(Tally tally, double seconds) {
    StringBuilder line = new StringBuilder(name);
    if (bounded && tally.progress() >= 0) {
      line.append(String.format(Locale.ROOT, "  %3.0f %%", 100 * tally.progress()));
      line.append(left(tally.progress(), seconds));
    }
    line.append("  ").append(Quantity.count(tally.records())).append(" records");
    line.append("  ").append(Quantity.rate(rate));
    line.append("  lag ").append(Quantity.count(tally.lag()));
    line.append("  emitted ").append(Quantity.count(tally.emitted()));
    if (tally.malformed() > 0) {
      line.append("  malformed ").append(Quantity.count(tally.malformed()));
    }
    if (tally.journalFull()) {
      line.append("  WAITING: the disk of the data directory is full");
    }
    if (tally.waitingSinks() > 0) {
      line.append("  WAITING: ").append(tally.waitingSinks()).append(" sink(s) without room");
    }
    return line.append("  ").append(Quantity.seconds(seconds)).toString();
  }
}
