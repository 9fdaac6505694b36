package io.millrace.functions.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.functions.Topic;
import io.millrace.functions.pattern.PatternOptions.Overflow;
import java.time.Duration;
import java.util.Comparator;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class PatternOperatorTest {
  private static final PatternOptions<Letter> OPTIONS = PatternOptions.of(Letter.class);
  private static final Topic<Letter> LATE = Topic.of("late", Letter.class);

  private static Pattern<Letter> begin(char kind) {
    return Pattern.<Letter>begin(String.valueOf(kind)).where(l -> l.kind() == kind);
  }

  private static Pattern<Letter> aThenB() {
    return begin('a').followedBy("b").where(l -> l.kind() == 'b');
  }

  private static void send(OperatorRun run, String name, long timeMs) {
    run.send(new Letter(name, timeMs));
  }

  @Test
  void shouldWaitForTheWatermarkAndPutInOrder() {
    OperatorRun run = new OperatorRun(aThenB());
    send(run, "b1", 5);
    send(run, "a1", 3);
    assertThat(run.takeMatches()).isEmpty();
    run.advanceTo(5);
    assertThat(run.takeMatches()).isEmpty();
    run.advanceTo(6);
    assertThat(run.takeMatches()).containsExactly("a:a1 b:b1");
  }

  @Test
  void shouldKeepTheOrderOfArrivalOrPutEqualTimesInOrder() {
    OperatorRun run = new OperatorRun(aThenB());
    send(run, "b1", 3);
    send(run, "a1", 3);
    run.advanceTo(9);
    assertThat(run.takeMatches()).isEmpty();

    OperatorRun sorted =
        new OperatorRun(aThenB(), OPTIONS.equalTimesBy(Comparator.comparing(Letter::name)));
    send(sorted, "b1", 3);
    send(sorted, "a1", 3);
    sorted.advanceTo(9);
    assertThat(sorted.takeMatches()).containsExactly("a:a1 b:b1");
  }

  @Test
  void shouldKeepManyRecordsOfOneTime() {
    OperatorRun run = new OperatorRun(begin('a'));
    for (int i = 0; i < 100; i++) {
      send(run, "a" + i, 3);
    }
    run.advanceTo(9);
    assertThat(run.takeMatches()).hasSize(100).startsWith("a:a0", "a:a1").endsWith("a:a99");
    assertThat(run.context.entries()).isZero();
  }

  @Test
  void shouldDropAndCountLateRecordsOrSendThemOn() {
    OperatorRun run = new OperatorRun(aThenB());
    run.advanceTo(10);
    send(run, "a1", 9);
    assertThat(run.context.late()).isEqualTo(1);

    OperatorRun sending = new OperatorRun(aThenB(), OPTIONS.lateTo(LATE));
    sending.advanceTo(10);
    send(sending, "a1", 9);
    assertThat(sending.context.late()).isZero();
    assertThat(sending.context.takeEmitted()).containsExactly(new Letter("a1", 9));
  }

  @Test
  void shouldTakeRecordsAsTheyComeInProcessingTime() {
    PatternOptions<Letter> options = OPTIONS.inProcessingTime();
    OperatorRun run = new OperatorRun(aThenB().within(Duration.ofMillis(10)), options);
    run.clockTo(100);
    send(run, "a1", 9);
    run.clockTo(110);
    send(run, "b1", 3);
    assertThat(run.takeMatches()).containsExactly("a:a1 b:b1");
    send(run, "a2", 9);
    run.clockTo(121);
    assertThat(run.takeUnfinished()).containsExactly("a:a2");
    assertThat(run.context.entries()).isZero();
  }

  @Test
  void shouldTellWhatTimedOutWhenTheWatermarkPassesTheTime() {
    OperatorRun run = new OperatorRun(aThenB().within(Duration.ofMillis(10)));
    send(run, "a1", 5);
    run.advanceTo(15);
    assertThat(run.takeUnfinished()).isEmpty();
    run.advanceTo(16);
    assertThat(run.takeUnfinished()).containsExactly("a:a1");
    assertThat(run.context.entries()).isZero();
  }

  @Test
  void shouldKeepARecordOnceHoweverManyMatchesTakeIt() {
    Pattern<Letter> loop = begin('a').oneOrMore().followedBy("b").where(l -> l.kind() == 'b');
    OperatorRun run = new OperatorRun(loop.skip(Skip.pastLast()));
    for (int i = 0; i < 10; i++) {
      send(run, "a" + i, i);
    }
    run.advanceTo(50);
    // 55 partial matches with a node each, 10 records, and how often 9 of them are used
    assertThat(run.context.entries()).isEqualTo(55 + 55 + 10 + 9);
    send(run, "b", 60);
    run.advanceTo(100);
    assertThat(run.takeMatches()).hasSize(1);
    assertThat(run.context.entries()).isZero();
  }

  @Test
  void shouldKeepNothingOfRecordsThatBeginNothing() {
    OperatorRun run = new OperatorRun(aThenB());
    send(run, "c", 1);
    send(run, "b", 2);
    run.advanceTo(9);
    assertThat(run.context.entries()).isZero();
  }

  @Test
  void shouldDropTheOldestOfTooMany() {
    OperatorRun run = new OperatorRun(aThenB(), OPTIONS.atMost(2, Overflow.DROP_OLDEST));
    for (int i = 1; i <= 4; i++) {
      send(run, "a" + i, i);
    }
    run.advanceTo(9);
    assertThat(run.takeUnfinished()).containsExactly("a:a1", "a:a2");
    assertThat(run.context.get(PatternState.DROPPED)).contains(2L);
    send(run, "b", 10);
    run.advanceTo(99);
    assertThat(run.takeMatches()).containsExactly("a:a3 b:b", "a:a4 b:b");
  }

  @Test
  void shouldFailOnTooManyUnlessTheyMayBeDropped() {
    OperatorRun run = new OperatorRun(aThenB(), OPTIONS.atMost(2, Overflow.FAIL));
    for (int i = 1; i <= 3; i++) {
      send(run, "a" + i, i);
    }
    assertThatThrownBy(() -> run.advanceTo(9))
        .hasMessageStartingWith("too many partial matches of a key: count=3, at most=2;");
  }

  @Test
  void shouldTellAllFaultsAtOnce() {
    Pattern<Letter> faulty =
        Pattern.<Letter>begin("a")
            .or(l -> true)
            .greedy()
            .followedBy("a")
            .consecutive()
            .times(3, 2)
            .notNext("n")
            .oneOrMore()
            .followedBy(Pattern.<Letter>begin("g").optional().within(Duration.ofMillis(1)))
            .where(l -> true)
            .notFollowedBy("m")
            .skip(Skip.toFirst("zzz"));
    Predicate<Letter> missing = null;
    assertThatThrownBy(() -> begin('a').where(missing)).hasMessage("condition");
    assertThatThrownBy(() -> new OperatorRun(faulty))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("or() without a where() before it: step=a")
        .hasMessageContaining("greedy without a choice: step=a")
        .hasMessageContaining("name given twice: step=a")
        .hasMessageContaining("of what is not repeated: step=a")
        .hasMessageContaining("times out of range: step=a, from=3, to=2")
        .hasMessageContaining("quantifier of a not-step: step=n")
        .hasMessageContaining("where() of a group")
        .hasMessageContaining("time bound of a group: first step=g")
        .hasMessageContaining("group in which every step may be left out")
        .hasMessageContaining("notFollowedBy at the end without a time")
        .hasMessageContaining("skip to a step that is not there: step=zzz");
  }

  @Test
  void shouldRefuseAMatchOfNothing() {
    assertThatThrownBy(() -> new OperatorRun(begin('a').optional()))
        .hasMessageContaining("every step may be left out");
    assertThatThrownBy(() -> new OperatorRun(begin('a').optional().notNext("n").followedBy("b")))
        .hasMessageContaining("not-step without a record before it");
  }

  @Test
  void shouldTellAnUnknownStepInACondition() {
    OperatorRun run =
        new OperatorRun(begin('a').followedBy("b").where((b, match) -> match.has("c")));
    send(run, "a", 1);
    send(run, "b", 2);
    assertThatThrownBy(() -> run.advanceTo(9)).hasMessage("no such step: step=c; steps=[a, b]");
  }

  @Test
  void shouldFailOnASkipToAStepThatTookNothingIfTold() {
    Pattern<Letter> pattern = begin('a').followedBy("o").where(l -> l.kind() == 'o').optional();
    Pattern<Letter> failing = pattern.skip(Skip.toFirst("o").failingIfMissing());
    OperatorRun run = new OperatorRun(failing);
    send(run, "a", 1);
    assertThatThrownBy(() -> run.advanceTo(9)).hasMessageContaining("took no record: step=o");
  }
}
