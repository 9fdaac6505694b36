package io.millrace.functions.join;

import static io.millrace.functions.join.Scenario.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.functions.Topic;
import io.millrace.functions.join.Scenario.Event;
import io.millrace.functions.join.Scenario.Item;
import io.millrace.functions.join.Scenario.Results;
import io.millrace.functions.stream.TwoInputOperator;
import io.millrace.functions.window.Windows;
import io.millrace.testkit.FunctionTest;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WindowJoinTest {
  record View(String page, String user) {}

  record Click(String page, String user) {}

  record Rate(String page, int views, int clicks) {}

  static final Topic<View> VIEWS = Topic.of("views", View.class).keyedBy(View::page);
  static final Topic<Click> CLICKS = Topic.of("clicks", Click.class).keyedBy(Click::page);
  static final Topic<Rate> RATES = Topic.of("rates", Rate.class).keyedBy(Rate::page);

  @Test
  void shouldCompareTwoStreamsMinuteByMinute() {
    TwoInputOperator<View, Click, Rate> join =
        Joins.of(VIEWS, CLICKS)
            .coGroup(
                Windows.tumbling(Duration.ofMinutes(1)),
                both ->
                    new Rate(
                        both.lefts().isEmpty()
                            ? both.rights().get(0).page()
                            : both.lefts().get(0).page(),
                        both.lefts().size(),
                        both.rights().size()));
    try (FunctionTest test =
        FunctionTest.of(app -> app.operator("rates", VIEWS, CLICKS, () -> join, RATES))) {
      test.send(VIEWS, new View("home", "u1"), 1_000);
      test.send(CLICKS, new Click("home", "u1"), 59_999);
      test.send(VIEWS, new View("home", "u2"), 2_000);
      test.send(CLICKS, new Click("home", "u2"), 60_000);
      test.advanceWatermark(60_000);
      assertThat(test.records(RATES))
          .singleElement()
          .satisfies(
              record -> {
                assertThat(record.value()).isEqualTo(new Rate("home", 2, 1));
                assertThat(record.eventTimeMs()).isEqualTo(59_999);
              });
      test.endInput();
      assertThat(test.outputs(RATES)).containsExactly(new Rate("home", 0, 1));
    }
  }

  @Test
  void shouldJoinByTheDayOfACalendar() {
    ZoneId zone = ZoneId.of("Europe/Berlin");
    LocalDate change = LocalDate.of(2026, 3, 29); // of 23 hours
    long start = change.atStartOfDay(zone).toInstant().toEpochMilli();
    long end = change.plusDays(1).atStartOfDay(zone).toInstant().toEpochMilli();
    TwoInputOperator<View, Click, Rate> join =
        Joins.of(VIEWS, CLICKS)
            .coGroup(
                Windows.days(zone),
                both ->
                    both.startMs() == start && both.endMs() == end
                        ? new Rate("home", both.lefts().size(), both.rights().size())
                        : null);
    try (FunctionTest test =
        FunctionTest.of(app -> app.operator("rates", VIEWS, CLICKS, () -> join, RATES))) {
      test.send(VIEWS, new View("home", "u1"), start - 1);
      test.send(VIEWS, new View("home", "u2"), start);
      test.send(VIEWS, new View("home", "u3"), start + Duration.ofHours(22).toMillis());
      test.send(CLICKS, new Click("home", "u4"), start + Duration.ofHours(23).toMillis() - 1);
      test.send(CLICKS, new Click("home", "u5"), start + Duration.ofHours(23).toMillis());
      test.endInput();
      assertThat(test.outputs(RATES)).containsExactly(new Rate("home", 2, 1));
    }
  }

  @Test
  void shouldCountWhatCameTooLate() {
    for (Windows<Object> windows :
        List.of(Windows.tumbling(Duration.ofSeconds(1)), Windows.session(Duration.ofSeconds(1)))) {
      TwoInputOperator<View, Click, Rate> join =
          Joins.of(VIEWS, CLICKS).window(windows, (view, click) -> new Rate(view.page(), 1, 1));
      try (FunctionTest test =
          FunctionTest.of(app -> app.operator("rates", VIEWS, CLICKS, () -> join, RATES))) {
        test.advanceWatermark(3_000);
        test.send(VIEWS, new View("home", "u1"), 1_999);
        test.send(CLICKS, new Click("home", "u2"), 1_000);
        test.send(CLICKS, new Click("other", "u2"), 3_000);
        assertThat(test.lateDropped()).isEqualTo(2);
      }
    }
  }

  @Test
  void shouldRefuseWindowsThatItCannotJoinBy() {
    Windows<Object> minutes = Windows.tumbling(Duration.ofMinutes(1));
    Duration second = Duration.ofSeconds(1);
    for (Windows<Object> windows : List.of(Windows.count(3), Windows.global())) {
      assertRefused(windows, "use windows of time: tumbling, sliding, days, sessions");
    }
    for (Windows<Object> windows :
        List.of(
            minutes.earlyEvery(second),
            minutes.everyCount(2),
            minutes.allowedLateness(second),
            minutes.inProcessingTime(),
            minutes.discarding(),
            minutes.keepLast(3),
            minutes.lateTo(Topic.of("late", Object.class)))) {
      assertRefused(windows, "say no more than when they are");
    }
    assertRefused(Windows.session((Object value) -> second), "it needs one gap for all records");
  }

  private static void assertRefused(Windows<Object> windows, String why) {
    assertThatThrownBy(() -> Joins.of(VIEWS, CLICKS).window(windows, (view, click) -> 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("window join not possible: windows=")
        .hasMessageEndingWith(why);
  }

  @ParameterizedTest
  @EnumSource
  void shouldJoinWhatIsInTheSameAlignedWindow(JoinType type) {
    for (long seed = 0; seed < 120; seed++) {
      Random random = new Random(~seed);
      int size = 1 + random.nextInt(20);
      int slide = random.nextBoolean() ? size : 1 + random.nextInt(size + 3);
      Windows<Object> windows = Windows.sliding(Duration.ofMillis(size), Duration.ofMillis(slide));
      new Scenario(seed)
          .checkForgetting(
              Joins.of(Item.class, Item.class).window(windows, type, Scenario::text),
              (scenario, results) -> expectAligned(scenario, size, slide, type, results));
    }
  }

  private static void expectAligned(
      Scenario scenario, int size, int slide, JoinType type, Results results) {
    TreeSet<Long> starts = new TreeSet<>();
    TreeSet<String> keys = new TreeSet<>();
    for (Event event : scenario.events) {
      if (event.isRecord()) {
        keys.add(event.item().key());
        for (long start = event.timeMs() - size + 1; start <= event.timeMs(); start++) {
          if (start % slide == 0) {
            starts.add(start);
          }
        }
      }
    }
    for (String key : keys) {
      for (long start : starts) {
        long end = start + size;
        List<List<Event>> sides = new ArrayList<>();
        for (boolean isLeft : new boolean[] {true, false}) {
          sides.add(
              scenario.records(isLeft).stream()
                  .filter(event -> event.item().key().equals(key))
                  .filter(event -> start <= event.timeMs() && event.timeMs() < end)
                  .filter(event -> event.watermarkMs() < end)
                  .toList());
        }
        results.addAll(scenario.stepAt(end, 0), pairs(sides.get(0), sides.get(1), type), end - 1);
      }
    }
  }

  private static List<String> pairs(List<Event> lefts, List<Event> rights, JoinType type) {
    List<String> pairs = new ArrayList<>();
    lefts.forEach(l -> rights.forEach(r -> pairs.add(text(l.item(), r.item()))));
    if (rights.isEmpty() && type.keepsLeft()) {
      lefts.forEach(l -> pairs.add(text(l.item(), null)));
    }
    if (lefts.isEmpty() && type.keepsRight()) {
      rights.forEach(r -> pairs.add(text(null, r.item())));
    }
    return pairs;
  }

  @ParameterizedTest
  @EnumSource
  void shouldJoinWhatIsInTheSameSession(JoinType type) {
    for (long seed = 0; seed < 120; seed++) {
      int gap = 1 + new Random(~seed).nextInt(12);
      new Scenario(seed)
          .checkForgetting(
              Joins.of(Item.class, Item.class)
                  .window(Windows.session(Duration.ofMillis(gap)), type, Scenario::text),
              (scenario, results) -> {
                for (int k = 0; k < 3; k++) {
                  expectSessions(scenario, "k" + k, gap, type, results);
                }
              });
    }
  }

  private static void expectSessions(
      Scenario scenario, String key, int gap, JoinType type, Results results) {
    List<Event> open = new ArrayList<>();
    for (Event event : scenario.events) {
      if (event.isRecord()) {
        boolean isNear =
            open.stream().anyMatch(other -> Math.abs(other.timeMs() - event.timeMs()) < gap);
        if (event.item().key().equals(key)
            && (isNear || event.timeMs() + gap > event.watermarkMs())) {
          open.add(event);
        }
        continue;
      }
      List<Event> left = new ArrayList<>();
      List<Event> session = new ArrayList<>();
      open.sort(Comparator.comparing(Event::timeMs));
      for (Event one : open) {
        if (!session.isEmpty() && one.timeMs() - last(session) >= gap) {
          close(session, event, gap, type, results, left);
          session = new ArrayList<>();
        }
        session.add(one);
      }
      if (!session.isEmpty()) {
        close(session, event, gap, type, results, left);
      }
      open = left;
    }
  }

  private static long last(List<Event> session) {
    return session.get(session.size() - 1).timeMs();
  }

  private static void close(
      List<Event> session,
      Event watermark,
      int gap,
      JoinType type,
      Results results,
      List<Event> left) {
    long end = last(session) + gap;
    if (end > watermark.timeMs()) {
      left.addAll(session);
      return;
    }
    results.addAll(
        watermark.step(),
        pairs(
            session.stream().filter(Event::isLeft).toList(),
            session.stream().filter(event -> !event.isLeft()).toList(),
            type),
        end - 1);
  }
}
