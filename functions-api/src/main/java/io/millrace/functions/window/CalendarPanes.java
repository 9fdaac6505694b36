package io.millrace.functions.window;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;

/** Windows of a calendar day, week or month in a time zone, as long as these really are. */
final class CalendarPanes implements Panes {

  /** What a window is. */
  enum Unit {
    DAY,
    WEEK,
    MONTH
  }

  private final Unit unit;
  private final ZoneId zone;

  /** The window asked for last; immutable, so any thread may see it or not. */
  private Window last = new Window(0, 0);

  CalendarPanes(Unit unit, ZoneId zone) {
    this.unit = unit;
    this.zone = zone;
  }

  private Window window(long ms) {
    Window known = last;
    if (ms >= known.startMs() && ms < known.endMs()) {
      return known;
    }
    LocalDate first = firstDay(LocalDate.ofInstant(Instant.ofEpochMilli(ms), zone));
    Window window = new Window(startOf(first), startOf(next(first)));
    last = window;
    return window;
  }

  private LocalDate firstDay(LocalDate day) {
    return switch (unit) {
      case DAY -> day;
      case WEEK -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
      case MONTH -> day.withDayOfMonth(1);
    };
  }

  private LocalDate next(LocalDate first) {
    return switch (unit) {
      case DAY -> first.plusDays(1);
      case WEEK -> first.plusWeeks(1);
      case MONTH -> first.plusMonths(1);
    };
  }

  private long startOf(LocalDate day) {
    return day.atStartOfDay(zone).toInstant().toEpochMilli();
  }

  @Override
  public long paneStart(long ms) {
    return window(ms).startMs();
  }

  @Override
  public long nextPane(long pane) {
    return window(pane).endMs();
  }

  @Override
  public long lastEnd(long pane) {
    return window(pane).endMs();
  }

  @Override
  public long firstEndAfter(long pane, long ms) {
    return window(Math.max(pane, ms)).endMs();
  }

  @Override
  public long nextEnd(long end) {
    return window(end).endMs();
  }

  @Override
  public long windowStart(long end) {
    return window(end - 1).startMs();
  }

  @Override
  public long panesPerWindow() {
    return 1;
  }

  @Override
  public String toString() {
    return unit + " in " + zone;
  }
}
