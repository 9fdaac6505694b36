package io.millrace.functions.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.functions.Topic;
import io.millrace.functions.TypeRef;
import io.millrace.testkit.FunctionTest;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The operator in the real engine: its state is encoded, and it survives crashes anywhere. */
class PatternsInTheEngineTest {
  private static final long SEED = 42;

  record Pay(String user, String kind, int amount, long atMs) {}

  record Told(String user, String what) {}

  private static final Topic<Pay> PAYS = Topic.of("pays", Pay.class).keyedBy(Pay::user);
  private static final Topic<Told> TOLD = Topic.of("told", Told.class).keyedBy(Told::user);
  private static final Topic<Told> GIVEN_UP = Topic.of("given-up", Told.class).keyedBy(Told::user);
  private static final Topic<Pay> LATE = Topic.of("late", Pay.class).keyedBy(Pay::user);
  private static final Topic<Match<Pay>> MATCHES =
      Topic.of("matches", new TypeRef<Match<Pay>>() {}).keyedBy(m -> m.first("small").user());

  private static Pattern<Pay> smallThenLarge() {
    return Pattern.<Pay>begin("small")
        .where(p -> p.amount() < 10)
        .oneOrMore()
        .greedy()
        .followedBy("large")
        .where((p, match) -> p.amount() >= 100 * match.last("small").amount())
        .within(Duration.ofMillis(100))
        .skip(Skip.pastLast());
  }

  private static Told told(Matched<Pay> match, List<Taken<Pay>> records) {
    return new Told(
        records.get(0).value().user(),
        match.all("small").stream().map(p -> p.amount() + "@" + p.atMs()).toList()
            + " large "
            + match.all("large").stream().map(Pay::atMs).toList());
  }

  private static FunctionTest start(PatternOptions<Pay> options) {
    return FunctionTest.of(
        app ->
            app.operator(
                "fraud",
                PAYS,
                () ->
                    new PatternOperator<Pay, Told>(
                        smallThenLarge(),
                        options.lateTo(LATE).unfinishedTo(GIVEN_UP, u -> told(u, u.records())),
                        match -> told(match, match.records())),
                TOLD));
  }

  private static void send(FunctionTest test, Pay pay) {
    test.send(PAYS, pay, pay.atMs());
  }

  @Test
  void shouldFindInOrderOfEventTimeWhateverTheOrderOfArrival() {
    try (FunctionTest test = start(PatternOptions.of(Pay.class))) {
      send(test, new Pay("ann", "card", 500, 1030));
      send(test, new Pay("ann", "card", 1, 1000));
      send(test, new Pay("bob", "card", 7, 1000));
      send(test, new Pay("ann", "card", 2, 1010));
      assertThat(test.outputs(TOLD)).isEmpty();
      test.advanceWatermark(1050);
      assertThat(test.records(TOLD))
          .extracting(r -> r.value() + " at " + r.eventTimeMs())
          .containsExactly(new Told("ann", "[1@1000, 2@1010] large [1030]") + " at 1030");
      test.advanceWatermark(1101);
      assertThat(test.outputs(GIVEN_UP)).containsExactly(new Told("bob", "[7@1000] large []"));
      send(test, new Pay("bob", "card", 7, 1100));
      assertThat(test.outputs(LATE)).containsExactly(new Pay("bob", "card", 7, 1100));
      test.endInput();
      for (String user : List.of("ann", "bob")) {
        assertThat(test.state("fraud", PatternState.PARTIALS, user)).isEmpty();
        assertThat(test.state("fraud", PatternState.NODES, user)).isEmpty();
        assertThat(test.state("fraud", PatternState.USES, user)).isEmpty();
      }
    }
  }

  @Test
  void shouldFindAsTheyComeInProcessingTime() {
    try (FunctionTest test = start(PatternOptions.of(Pay.class).inProcessingTime())) {
      send(test, new Pay("ann", "card", 1, 2000));
      test.advanceTime(Duration.ofMillis(50));
      send(test, new Pay("ann", "card", 500, 1030));
      assertThat(test.outputs(TOLD)).hasSize(1);
      send(test, new Pay("ann", "card", 3, 1000));
      test.advanceTime(Duration.ofMillis(200));
      assertThat(test.outputs(GIVEN_UP)).contains(new Told("ann", "[3@1000] large []"));
    }
  }

  @Test
  void shouldComeThroughCrashesWithDisorderAndTimeouts() {
    Random random = new Random(SEED);
    try (FunctionTest test = start(PatternOptions.of(Pay.class))) {
      long now = 10_000;
      int found = 0;
      int givenUp = 0;
      for (int i = 0; i < 300; i++) {
        now += random.nextInt(20);
        int amount = random.nextInt(4) == 0 ? random.nextInt(1000) : random.nextInt(12);
        send(test, new Pay("u" + random.nextInt(3), "card", amount, now - random.nextInt(40)));
        if (i % 5 == 0) {
          test.advanceWatermark(now - 30);
        }
        found += test.outputs(TOLD).size();
        givenUp += test.outputs(GIVEN_UP).size();
      }
      assertThat(found).as("seed=%d", SEED).isPositive();
      assertThat(givenUp).as("seed=%d", SEED).isPositive();
      assertThat(test.outputs(LATE)).as("seed=%d", SEED).isNotEmpty();
    }
  }

  @Test
  void shouldEmitWholeMatches() {
    try (FunctionTest test =
        FunctionTest.of(
            app ->
                app.operator(
                    "fraud",
                    PAYS,
                    () ->
                        new PatternOperator<Pay, Match<Pay>>(
                            "fraud", 3, smallThenLarge(), PatternOptions.of(Pay.class), m -> m),
                    MATCHES))) {
      send(test, new Pay("ann", "card", 1, 1000));
      send(test, new Pay("ann", "card", 500, 1030));
      test.endInput();
      Match<Pay> match = test.outputs(MATCHES).get(0);
      assertThat(match.rule()).isEqualTo("fraud");
      assertThat(match.version()).isEqualTo(3);
      assertThat(match.startMs()).isEqualTo(1000);
      assertThat(match.endMs()).isEqualTo(1030);
      assertThat(match.last("large").amount()).isEqualTo(500);
    }
  }
}
