package io.millrace.functions.window;

import static io.millrace.functions.window.WindowPropertyTest.EVENTS;
import static io.millrace.functions.window.WindowPropertyTest.SEEDS;
import static io.millrace.functions.window.WindowPropertyTest.TOLD;
import static io.millrace.functions.window.WindowPropertyTest.assertForgotten;
import static io.millrace.functions.window.WindowPropertyTest.assertSame;
import static io.millrace.functions.window.WindowPropertyTest.drive;
import static io.millrace.functions.window.WindowPropertyTest.early;
import static io.millrace.functions.window.WindowPropertyTest.finish;
import static io.millrace.functions.window.WindowPropertyTest.ms;
import static io.millrace.functions.window.WindowPropertyTest.start;
import static io.millrace.functions.window.WindowPropertyTest.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.functions.MapSpec;
import io.millrace.functions.TypeRef;
import io.millrace.functions.window.WindowPropertyTest.Event;
import io.millrace.functions.window.WindowPropertyTest.Told;
import io.millrace.testkit.FunctionTest;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * As {@link WindowPropertyTest}: windows of processing time, calendars, counts, and without end.
 */
class WindowShapesPropertyTest {

  /** Windows of processing time are those of records that happen when they are sent. */
  @Test
  void shouldGiveWindowsOfProcessingTime() {
    for (int seed = 0; seed < SEEDS / 4; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      long size = random.nextInt(1, 30);
      long slide = random.nextBoolean() ? size : random.nextInt(1, 35);
      Accumulation accumulation = Accumulation.values()[random.nextInt(3)];
      int everyCount = slide == size && random.nextBoolean() ? random.nextInt(1, 5) : 0;
      long earlyMs = everyCount > 0 || random.nextBoolean() ? 0 : random.nextInt(1, 20);
      Windows<Object> windows = Windows.sliding(ms(size), ms(slide)).inProcessingTime();
      windows = everyCount > 0 ? windows.everyCount(everyCount) : windows;
      windows = with(early(windows, earlyMs, false), accumulation);
      String what = "seed=" + seed + ", " + windows;
      FunctionTest test = start(windows);
      // early firings of processing time are those of event time, when both are the same
      Naive.Spec spec = new Naive.Spec(size, slide, 0, 0, accumulation, earlyMs, true, everyCount);
      Naive naive = new Naive(spec, test.nowMs());
      naive.watermark(test.nowMs());
      drive(
          random,
          event -> {
            test.send(EVENTS, event, event.ms());
            naive.send(new Event(event.key(), test.nowMs(), event.bit()));
          },
          mark -> {
            test.advanceWatermark(mark);
            if (mark == Long.MAX_VALUE) {
              naive.forgetTicks();
              naive.watermark(mark);
            }
          },
          by -> {
            test.advanceTime(ms(by));
            naive.watermark(test.nowMs());
          },
          () -> assertSame(what, test.outputs(TOLD), naive.take()));
      assertForgotten(what, test, windows);
      finish(seed, test);
    }
  }

  private enum Unit {
    DAY,
    WEEK,
    MONTH;

    Windows<Object> in(ZoneId zone) {
      return switch (this) {
        case DAY -> Windows.days(zone);
        case WEEK -> Windows.weeks(zone);
        case MONTH -> Windows.months(zone);
      };
    }

    /** Looks for the first day of the unit, day by day. */
    Window around(long ms, ZoneId zone) {
      LocalDate first = Instant.ofEpochMilli(ms).atZone(zone).toLocalDate();
      while (!begins(first)) {
        first = first.minusDays(1);
      }
      LocalDate next = first.plusDays(1);
      while (!begins(next)) {
        next = next.plusDays(1);
      }
      return new Window(
          first.atStartOfDay(zone).toInstant().toEpochMilli(),
          next.atStartOfDay(zone).toInstant().toEpochMilli());
    }

    private boolean begins(LocalDate day) {
      return switch (this) {
        case DAY -> true;
        case WEEK -> day.getDayOfWeek() == DayOfWeek.MONDAY;
        case MONTH -> day.getDayOfMonth() == 1;
      };
    }
  }

  /** Zones whose clocks change at night, at midnight, by half an hour, and never. */
  private static final List<String> ZONES =
      List.of("Europe/Berlin", "America/Sao_Paulo", "Australia/Lord_Howe", "Asia/Kolkata");

  private static final List<LocalDate> CHANGES =
      List.of(
          LocalDate.of(2018, 3, 25),
          LocalDate.of(2018, 10, 28),
          LocalDate.of(2018, 11, 4),
          LocalDate.of(2018, 2, 18),
          LocalDate.of(2018, 4, 1),
          LocalDate.of(2018, 10, 7));

  @Test
  void shouldFollowTheCalendar() {
    for (int seed = 0; seed < SEEDS / 4; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Unit unit = Unit.values()[random.nextInt(3)];
      ZoneId zone = ZoneId.of(ZONES.get(random.nextInt(ZONES.size())));
      long latenessMs = random.nextBoolean() ? 0 : Duration.ofHours(random.nextInt(40)).toMillis();
      Windows<Object> windows = unit.in(zone).allowedLateness(ms(latenessMs));
      String what = "seed=" + seed + ", " + windows;
      LocalDate change = CHANGES.get(random.nextInt(CHANGES.size()));
      long base = change.minusDays(1).atStartOfDay(zone).toInstant().toEpochMilli();
      Map<String, TreeMap<Long, Told>> known = new HashMap<>();
      List<Told> expected = new ArrayList<>();
      long[] late = {0};
      long[] clock = {Long.MIN_VALUE};
      FunctionTest test = start(windows);
      long[] offset = {Long.MAX_VALUE};
      drive(
          random,
          event -> {
            offset[0] = offset[0] == Long.MAX_VALUE ? event.ms() : offset[0];
            long at = at(base, event.ms() - offset[0]);
            test.send(EVENTS, event, at);
            Window window = unit.around(at, zone);
            if (clock[0] != Long.MIN_VALUE && window.endMs() + latenessMs <= clock[0]) {
              late[0]++;
              return;
            }
            boolean isLate = window.endMs() <= clock[0];
            Timing timing = isLate ? Timing.LATE : Timing.ON_TIME;
            Told told =
                known
                    .computeIfAbsent(event.key(), k -> new TreeMap<>())
                    .merge(
                        window.endMs(),
                        new Told(event.key(), window, event.bit(), timing, false),
                        (a, b) -> new Told(a.key(), window, a.sum() + b.sum(), timing, false));
            if (isLate) {
              expected.add(told);
            }
          },
          mark -> {
            if (offset[0] == Long.MAX_VALUE) {
              return;
            }
            long to =
                mark == Long.MAX_VALUE
                    ? mark
                    : Math.max(clock[0], at(base, Math.floorDiv(mark - offset[0], 2) * 2));
            test.advanceWatermark(to);
            known
                .values()
                .forEach(told -> expected.addAll(told.subMap(clock[0], false, to, true).values()));
            clock[0] = to;
          },
          by -> test.advanceTime(ms(by)),
          () -> {
            assertSame(what, test.outputs(TOLD), expected);
            expected.clear();
            assertThat(test.lateDropped()).as(what).isEqualTo(late[0]);
          });
      assertForgotten(what, test, windows);
      finish(seed, test);
    }
  }

  /** Half hours, every other a millisecond before. */
  private static long at(long base, long halfHours) {
    return base + halfHours * Duration.ofMinutes(30).toMillis() - (halfHours & 1);
  }

  /** As count windows keep them, where these overlap. */
  private static final MapSpec<Long, CountPane<Long>> FULL_PANES =
      MapSpec.of("full", Long.class, TypeRef.generic(CountPane.class, Long.class));

  @Test
  void shouldCountRecords() {
    for (int seed = 0; seed < SEEDS / 4; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int size = random.nextInt(1, 9);
      int slide = random.nextBoolean() ? size : random.nextInt(1, 9);
      String what = "seed=" + seed + ", size=" + size + ", slide=" + slide;
      Map<String, List<Event>> all = new HashMap<>();
      List<Told> expected = new ArrayList<>();
      FunctionTest test = start(Windows.count(size, slide));
      drive(
          random,
          event -> {
            test.send(EVENTS, event, event.ms());
            List<Event> events = all.computeIfAbsent(event.key(), k -> new ArrayList<>());
            events.add(event);
            if (events.size() % slide == 0) {
              List<Event> last = events.subList(Math.max(0, events.size() - size), events.size());
              expected.add(
                  new Told(
                      event.key(),
                      new Window(
                          last.stream().mapToLong(Event::ms).min().orElseThrow(),
                          last.stream().mapToLong(Event::ms).max().orElseThrow() + 1),
                      last.stream().mapToLong(Event::bit).sum(),
                      Timing.ON_TIME,
                      false));
            }
          },
          test::advanceWatermark,
          by -> test.advanceTime(ms(by)),
          () -> {
            assertThat(test.outputs(TOLD)).as(what).isEqualTo(expected);
            expected.clear();
            if (size != slide) {
              assertThat(test.state("windows", FULL_PANES, "k0"))
                  .as(what)
                  .hasSizeLessThan(size + 1);
            }
          });
      finish(seed, test);
    }
  }

  /** A window without end is one that nothing but the end of input reaches. */
  @Test
  void shouldGiveOneWindowWithoutEnd() {
    for (int seed = 0; seed < SEEDS / 4; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Accumulation accumulation = Accumulation.values()[random.nextInt(3)];
      int everyCount = random.nextBoolean() ? random.nextInt(1, 5) : 0;
      long earlyMs = everyCount > 0 || random.nextBoolean() ? 0 : random.nextInt(1, 20);
      boolean inEventTime = random.nextBoolean();
      Windows<Object> windows = Windows.global();
      windows = everyCount > 0 ? windows.everyCount(everyCount) : windows;
      windows = with(early(windows, earlyMs, inEventTime), accumulation);
      String what = "seed=" + seed + ", " + windows;
      FunctionTest test = start(windows);
      NaiveSessions naive =
          new NaiveSessions(
              1L << 50, 0, accumulation, everyCount, earlyMs, inEventTime, test.nowMs());
      drive(
          random,
          event -> {
            test.send(EVENTS, event, event.ms());
            naive.send(event);
          },
          mark -> {
            test.advanceWatermark(mark);
            naive.watermark(mark);
          },
          by -> {
            test.advanceTime(ms(by));
            naive.advance(by);
          },
          () -> {
            List<Told> actual = test.outputs(TOLD);
            assertThat(actual)
                .as(what)
                .allMatch(told -> told.window().equals(new Window(Long.MIN_VALUE, Long.MAX_VALUE)));
            assertSame(what, withoutWindow(actual), withoutWindow(naive.take()));
          });
      assertForgotten(what, test, windows);
      finish(seed, test);
    }
  }

  private static List<Told> withoutWindow(List<Told> all) {
    return all.stream()
        .map(
            told ->
                new Told(
                    told.key(), new Window(0, 1), told.sum(), told.timing(), told.isRetraction()))
        .toList();
  }
}
