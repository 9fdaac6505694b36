package io.millrace.functions.keyed;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.functions.ApplicationBuilder;
import io.millrace.functions.Topic;
import io.millrace.functions.join.Scenario;
import io.millrace.functions.join.Scenario.Event;
import io.millrace.functions.join.Scenario.Item;
import io.millrace.functions.join.Scenario.Results;
import io.millrace.functions.stream.Operator;
import io.millrace.testkit.FunctionTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Steps that work key by key, against what simple code makes of the whole history. */
class KeyedStepsTest {
  record Bid(String auction, String bidder, int cents) {}

  static final Topic<Bid> BIDS = Topic.of("bids", Bid.class).keyedBy(Bid::auction);
  static final Topic<Bid> LATE = Topic.of("late", Bid.class).keyedBy(Bid::auction);
  static final Topic<Bid> OUT = Topic.of("out", Bid.class).keyedBy(Bid::auction);

  private static FunctionTest of(Operator<Bid, Bid> step) {
    return FunctionTest.of(app -> app.operator("step", BIDS, () -> step, OUT));
  }

  private static Bid bid(int cents) {
    return new Bid("a1", "b" + cents, cents);
  }

  private static String text(Item item) {
    return item.key() + "/" + item.id();
  }

  private static Map<String, List<Event>> byKey(List<Event> events) {
    Map<String, List<Event>> keys = new LinkedHashMap<>();
    events.forEach(e -> keys.computeIfAbsent(e.item().key(), k -> new ArrayList<>()).add(e));
    return keys;
  }

  /** Records that are not late, in the order of event time. */
  private static List<Event> inTime(List<Event> events) {
    return events.stream()
        .filter(event -> !event.isLate())
        .sorted(Comparator.comparingLong(Event::timeMs).thenComparing(Event::step))
        .toList();
  }

  @Test
  void shouldSortByEventTime() {
    try (FunctionTest test = of(EventTimeSort.of(Bid.class).lateTo(LATE))) {
      test.send(BIDS, bid(30), 3_000);
      test.send(BIDS, bid(10), 1_000);
      test.send(BIDS, bid(20), 2_000);
      test.advanceWatermark(2_001);
      assertThat(test.outputs(OUT)).extracting(Bid::cents).containsExactly(10, 20);
      test.send(BIDS, bid(15), 1_500);
      assertThat(test.outputs(LATE)).containsExactly(bid(15));
      test.endInput();
      assertThat(test.outputs(OUT)).extracting(Bid::cents).containsExactly(30);
    }
  }

  @Test
  void shouldSortRecordsOfOneTimeAsTold() {
    try (FunctionTest test =
        of(EventTimeSort.of(Bid.class).thenBy(Comparator.comparing(Bid::cents)))) {
      List.of(3, 1, 2).forEach(cents -> test.send(BIDS, bid(cents), 1_000));
      test.endInput();
      assertThat(test.outputs(OUT)).extracting(Bid::cents).containsExactly(1, 2, 3);
    }
  }

  @Test
  void shouldSortWhateverDisorderThereIs() {
    for (long seed = 0; seed < 120; seed++) {
      new Scenario(seed)
          .check(
              EventTimeSort.of(Item.class),
              KeyedStepsTest::text,
              (scenario, results) -> {
                for (Event event : scenario.records()) {
                  if (!event.isLate()) {
                    int step = scenario.stepAt(event.timeMs() + 1, event.step());
                    results.add(step, text(event.item()), event.timeMs());
                  }
                }
              });
    }
  }

  @Test
  void shouldPassTheEarliestOfAPeriod() {
    for (long seed = 0; seed < 120; seed++) {
      int within = 1 + new Random(~seed).nextInt(20);
      new Scenario(seed)
          .check(
              Deduplicate.of(Item.class).firstByEventTime(Duration.ofMillis(within)),
              KeyedStepsTest::text,
              (scenario, results) -> {
                for (List<Event> events : byKey(inTime(scenario.records())).values()) {
                  long end = Long.MIN_VALUE;
                  for (Event event : events) {
                    if (event.timeMs() >= end) {
                      end = event.timeMs() + within;
                      int step = scenario.stepAt(event.timeMs() + 1, event.step());
                      results.add(step, text(event.item()), event.timeMs());
                    }
                  }
                }
              });
    }
  }

  @Test
  void shouldPassTheLatestOfAPeriod() {
    for (long seed = 0; seed < 120; seed++) {
      int within = 1 + new Random(~seed).nextInt(20);
      new Scenario(seed)
          .check(
              Deduplicate.of(Item.class).lastByEventTime(Duration.ofMillis(within)),
              KeyedStepsTest::text,
              (scenario, results) -> {
                for (List<Event> events : byKey(inTime(scenario.records())).values()) {
                  for (int i = 0; i < events.size(); ) {
                    long end = events.get(i).timeMs() + within;
                    while (i + 1 < events.size() && events.get(i + 1).timeMs() < end) {
                      i++;
                    }
                    results.add(scenario.stepAt(end, 0), text(events.get(i).item()), end - 1);
                    i++;
                  }
                }
              });
    }
  }

  @Test
  void shouldPassTheFirstOrTheLastThatCame() {
    try (FunctionTest test = of(Deduplicate.of(Bid.class).firstByArrival(Duration.ofMinutes(1)))) {
      test.send(BIDS, bid(1));
      test.advanceTime(Duration.ofSeconds(59));
      test.send(BIDS, bid(2));
      test.advanceTime(Duration.ofSeconds(1));
      test.send(BIDS, bid(3));
      assertThat(test.outputs(OUT)).extracting(Bid::cents).containsExactly(1, 3);
    }
    try (FunctionTest test = of(Deduplicate.of(Bid.class).lastByArrival(Duration.ofMinutes(1)))) {
      test.send(BIDS, bid(1));
      test.advanceTime(Duration.ofSeconds(59));
      test.send(BIDS, bid(2));
      assertThat(test.outputs(OUT)).isEmpty();
      test.advanceTime(Duration.ofSeconds(1));
      assertThat(test.outputs(OUT)).extracting(Bid::cents).containsExactly(2);
      test.send(BIDS, bid(3));
      test.advanceTime(Duration.ofSeconds(60));
      assertThat(test.outputs(OUT)).extracting(Bid::cents).containsExactly(3);
    }
  }

  @Test
  void shouldPassOnlyWhatIsNotOlder() {
    for (long seed = 0; seed < 100; seed++) {
      new Scenario(seed)
          .check(
              Newest.of(Item.class),
              KeyedStepsTest::text,
              (scenario, results) -> {
                Map<String, Long> newest = new HashMap<>();
                for (Event event : scenario.records()) {
                  long before = newest.getOrDefault(event.item().key(), Long.MIN_VALUE);
                  if (event.timeMs() >= before) {
                    newest.put(event.item().key(), event.timeMs());
                    results.add(event.step(), text(event.item()), event.timeMs());
                  }
                }
              });
    }
  }

  @Test
  void shouldCountDifferentOnes() {
    Topic<Long> counts = Topic.of("counts", Long.class);
    DistinctCount<Bid, String> bidders = DistinctCount.of(String.class, Bid::bidder);
    try (FunctionTest test =
        FunctionTest.of(app -> app.operator("count", BIDS, () -> bidders, counts))) {
      test.send(BIDS, new Bid("a", "u1", 1));
      test.send(BIDS, new Bid("a", "u2", 2));
      test.send(BIDS, new Bid("a", "u1", 3));
      test.send(BIDS, new Bid("a", null, 3));
      assertThat(test.outputs(counts)).containsExactlyInAnyOrder(1L, 2L);
    }
  }

  private static int score(Item item) {
    return item.id() * 7 % 5;
  }

  private static String member(Item item) {
    return "m" + item.id() % 6;
  }

  @Test
  void shouldTellEveryChangeOfARank() {
    Comparator<Item> bestFirst = Comparator.comparing(KeyedStepsTest::score).reversed();
    for (long seed = 0; seed < 240; seed++) {
      int count = 1 + (int) (seed % 4);
      boolean isLatestAhead = seed / 4 % 2 == 0;
      boolean hasMembers = seed / 8 % 2 == 0;
      TopN<Item> top = TopN.of(Item.class, count, bestFirst);
      top = isLatestAhead ? top.latestAhead() : top;
      new Scenario(seed)
          .check(
              hasMembers ? top.members(String.class, KeyedStepsTest::member) : top,
              ranked -> ranked.rank() + ". " + text(ranked.value()),
              (scenario, results) ->
                  expectRanks(scenario, count, isLatestAhead, hasMembers, results));
    }
  }

  private static void expectRanks(
      Scenario scenario, int count, boolean isLatestAhead, boolean hasMembers, Results results) {
    for (List<Event> events : byKey(scenario.records()).values()) {
      Map<String, Event> latest = new HashMap<>();
      Map<String, Integer> arrival = new HashMap<>();
      List<Item> was = List.of();
      for (Event event : events) {
        String member = hasMembers ? member(event.item()) : "m" + event.item().id();
        latest.put(member, event);
        arrival.putIfAbsent(member, isLatestAhead ? -event.step() : event.step());
        List<Item> now =
            latest.keySet().stream()
                .sorted(
                    Comparator.<String>comparingInt(m -> -score(latest.get(m).item()))
                        .thenComparing(arrival::get))
                .limit(count)
                .map(m -> latest.get(m).item())
                .toList();
        for (int i = 0; i < now.size(); i++) {
          if (i >= was.size() || !now.get(i).equals(was.get(i))) {
            results.add(event.step(), (i + 1) + ". " + text(now.get(i)), event.timeMs());
          }
        }
        was = now;
      }
    }
  }

  @Test
  void shouldTellTheRanksAtTheEnd() {
    Topic<Ranked<Bid>> ranks = Topic.of("ranks", Ranked.<Bid>type(Bid.class));
    TopN<Bid> top = TopN.of(Bid.class, 2, Comparator.comparing(Bid::cents).reversed()).atTheEnd();
    try (FunctionTest test =
        FunctionTest.of(app -> app.operator("top", BIDS, () -> top, ranks.keyedBy(Ranked::rank)))) {
      List.of(3, 1, 2).forEach(cents -> test.send(BIDS, bid(cents), 1_000));
      test.advanceWatermark(5_000);
      assertThat(test.outputs(ranks)).isEmpty();
      test.endInput();
      assertThat(test.outputs(ranks))
          .containsExactlyInAnyOrder(new Ranked<>(1, bid(3)), new Ranked<>(2, bid(2)));
    }
  }

  // docs:begin per-key
  static final TopN<Bid> TOP =
      TopN.of(Bid.class, 3, Comparator.comparing(Bid::cents).reversed())
          .members(String.class, Bid::bidder);
  static final Topic<Ranked<Bid>> RANKS =
      Topic.of("ranks", Ranked.<Bid>type(Bid.class)).keyedBy(Ranked::rank);

  // docs:end

  static void ranks(ApplicationBuilder app) {
    // docs:begin per-key
    app.operator("top", BIDS, () -> TOP, RANKS);
    // docs:end
  }

  @Test
  void shouldTellTheBestBidders() {
    try (FunctionTest test = FunctionTest.of(KeyedStepsTest::ranks)) {
      test.send(BIDS, new Bid("a1", "ann", 10));
      test.send(BIDS, new Bid("a1", "bob", 20));
      test.outputs(RANKS);
      test.send(BIDS, new Bid("a1", "ann", 30));
      assertThat(test.outputs(RANKS))
          .containsExactlyInAnyOrder(
              new Ranked<>(1, new Bid("a1", "ann", 30)), new Ranked<>(2, new Bid("a1", "bob", 20)));
    }
  }
}
