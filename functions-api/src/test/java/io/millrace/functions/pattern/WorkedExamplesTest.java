package io.millrace.functions.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The examples with which this kind of pattern is usually explained, as tables. */
class WorkedExamplesTest {

  private static Pattern<Letter> begin(String kinds) {
    return Pattern.<Letter>begin(kinds).where(of(kinds));
  }

  private static Predicate<Letter> of(String kinds) {
    return letter -> kinds.indexOf(letter.kind()) >= 0;
  }

  /** The names of the records of each match; a record each ms. */
  private static List<String> matches(Pattern<Letter> pattern, String letters) {
    OperatorRun run = new OperatorRun(pattern);
    long time = 1;
    for (String name : letters.split(" ")) {
      run.send(new Letter(name, time++));
    }
    run.advanceTo(Long.MAX_VALUE - 1);
    return run.takeMatches().stream().map(match -> match.replaceAll("\\S+:", "")).toList();
  }

  @Test
  void shouldFollowStrictlyRelaxedOrAny() {
    Pattern<Letter> a = begin("a");
    String letters = "a c b1 b2";
    assertThat(matches(a.next("b").where(of("b")), letters)).isEmpty();
    assertThat(matches(a.followedBy("b").where(of("b")), letters)).containsExactly("a b1");
    assertThat(matches(a.followedByAny("b").where(of("b")), letters))
        .containsExactly("a b1", "a b2");
  }

  @Test
  void shouldRepeatStrictlyRelaxedOrInAllCombinations() {
    Pattern<Letter> loop = begin("a").followedByAny("b").where(of("b")).oneOrMore();
    Function<UnaryOperator<Pattern<Letter>>, List<String>> with =
        inside -> matches(inside.apply(loop).followedBy("c").where(of("c")), "a b1 d1 b2 d2 b3 c");
    assertThat(with.apply(l -> l))
        .containsExactlyInAnyOrder(
            "a b1 c", "a b1 b2 c", "a b1 b2 b3 c", "a b2 c", "a b2 b3 c", "a b3 c");
    assertThat(with.apply(Pattern::allowCombinations))
        .containsExactlyInAnyOrder(
            "a b1 c", "a b1 b2 c", "a b1 b3 c", "a b1 b2 b3 c", "a b2 c", "a b2 b3 c", "a b3 c");
    Pattern<Letter> strict = loop.consecutive().next("c").where(of("c"));
    assertThat(matches(strict, "a b1 d1 b2 d2 b3 c")).containsExactly("a b3 c");
  }

  @Test
  void shouldStopAConsecutiveLoopAtWhatDoesNotFit() {
    Pattern<Letter> loop = begin("c").followedBy("a").where(of("a")).oneOrMore();
    Function<Pattern<Letter>, List<String>> ended =
        pattern -> matches(pattern.followedBy("b").where(of("b")), "c d a1 a2 a3 d a4 b");
    assertThat(ended.apply(loop.consecutive()))
        .containsExactlyInAnyOrder("c a1 b", "c a1 a2 b", "c a1 a2 a3 b");
    assertThat(ended.apply(loop))
        .containsExactlyInAnyOrder("c a1 b", "c a1 a2 b", "c a1 a2 a3 b", "c a1 a2 a3 a4 b");
  }

  @Test
  void shouldCombineAfterAnyAsAfterAnyOther() {
    Pattern<Letter> loop =
        begin("c").followedByAny("a").where(of("a")).oneOrMore().allowCombinations();
    assertThat(matches(loop.followedBy("b").where(of("b")), "c d a1 a2 a3 d a4 b"))
        .containsExactlyInAnyOrder(
            "c a1 b",
            "c a1 a2 b",
            "c a1 a3 b",
            "c a1 a4 b",
            "c a1 a2 a3 b",
            "c a1 a2 a4 b",
            "c a1 a3 a4 b",
            "c a1 a2 a3 a4 b",
            "c a2 b",
            "c a2 a3 b",
            "c a2 a4 b",
            "c a2 a3 a4 b",
            "c a3 b",
            "c a3 a4 b",
            "c a4 b");
  }

  @Test
  void shouldEndALoopByAStopCondition() {
    Pattern<Letter> loop = begin("a").oneOrMore();
    assertThat(matches(loop.until(of("b")), "a1 c a2 b a3"))
        .containsExactlyInAnyOrder("a1", "a1 a2", "a2", "a3");
  }

  @Test
  void shouldTakeAsManyAsThereAreIfGreedy() {
    Function<Pattern<Letter>, List<String>> ended =
        loop -> matches(loop.followedBy("d").where(of("d")), "c a1 a2 x d");
    Pattern<Letter> loop = begin("c").followedBy("a").where(of("a")).oneOrMore();
    assertThat(ended.apply(loop)).containsExactlyInAnyOrder("c a1 d", "c a1 a2 d");
    assertThat(ended.apply(loop.greedy())).containsExactly("c a1 a2 d");
    assertThat(ended.apply(loop.optional()))
        .containsExactlyInAnyOrder("c d", "c a1 d", "c a1 a2 d");
    assertThat(ended.apply(loop.optional().greedy())).containsExactly("c a1 a2 d");
  }

  @Test
  void shouldRepeatAsOftenAsSaid() {
    Pattern<Letter> a = begin("c").followedBy("a").where(of("a"));
    Function<Pattern<Letter>, List<String>> ended =
        loop -> matches(loop.followedBy("d").where(of("d")), "c a1 a2 a3 d");
    assertThat(ended.apply(a.times(2))).containsExactly("c a1 a2 d");
    assertThat(ended.apply(a.times(2).optional())).containsExactlyInAnyOrder("c d", "c a1 a2 d");
    assertThat(ended.apply(a.times(2, 3))).containsExactlyInAnyOrder("c a1 a2 d", "c a1 a2 a3 d");
    assertThat(ended.apply(a.times(2, 3).greedy())).containsExactly("c a1 a2 a3 d");
    assertThat(ended.apply(a.times(1, 2).greedy())).containsExactly("c a1 a2 d");
    assertThat(ended.apply(a.timesOrMore(2)))
        .containsExactlyInAnyOrder("c a1 a2 d", "c a1 a2 a3 d");
    assertThat(ended.apply(a.timesOrMore(4))).isEmpty();
  }

  @Test
  void shouldRepeatGroups() {
    Pattern<Letter> pair = begin("a").next("b").where(of("b"));
    Pattern<Letter> pairs = Pattern.begin(pair).times(2).followedBy("c").where(of("c"));
    assertThat(matches(pairs, "a1 b1 x a2 b2 c")).containsExactly("a1 b1 a2 b2 c");
    assertThat(matches(Pattern.begin(pair).times(2).consecutive(), "a1 b1 x a2 b2")).isEmpty();
    assertThat(matches(begin("c").followedBy(pair).optional().next("d").where(of("d")), "c d"))
        .containsExactly("c d");
  }

  @Test
  void shouldTakeAnyAlternative() {
    Pattern<Letter> either =
        begin("a").followedBy(Pattern.either(begin("b").next("c").where(of("c")), begin("d")));
    assertThat(matches(either, "a b c d")).containsExactly("a b c", "a d");
  }

  @Test
  void shouldRefuseWhatMustNotCome() {
    Pattern<Letter> a = begin("a");
    Pattern<Letter> strict = a.notNext("n").where(of("n")).followedBy("b").where(of("b"));
    assertThat(matches(strict, "a n b")).isEmpty();
    assertThat(matches(strict, "a x n b")).containsExactly("a b");
    Pattern<Letter> never = a.notFollowedBy("n").where(of("n")).followedBy("b").where(of("b"));
    assertThat(matches(never, "a x n b")).isEmpty();
    assertThat(matches(never, "a x b n")).containsExactly("a b");
  }

  @Test
  void shouldTellWhatDidNotComeInTime() {
    Pattern<Letter> missing =
        begin("a").notFollowedBy("b").where(of("b")).within(Duration.ofMillis(2));
    assertThat(matches(missing, "a1 x x b a2 x b a3")).containsExactly("a1", "a3");
  }

  @Test
  void shouldGiveUpWhenTheTimeIsOver() {
    Pattern<Letter> bounded = begin("a").followedBy("b").where(of("b"));
    assertThat(matches(bounded.within(Duration.ofMillis(2)), "a x b")).containsExactly("a b");
    assertThat(matches(bounded.within(Duration.ofMillis(1)), "a x b")).isEmpty();
    Pattern<Letter> three = bounded.followedBy("c").where(of("c"));
    assertThat(matches(three.withinBetweenSteps(Duration.ofMillis(2)), "a x b x c"))
        .containsExactly("a b c");
    assertThat(matches(three.withinBetweenSteps(Duration.ofMillis(1)), "a b x c")).isEmpty();
  }

  private static List<String> skipping(Pattern<Letter> pattern, Skip skip, String letters) {
    return matches(pattern.skip(skip), letters);
  }

  @Test
  void shouldSkipAfterALoopThatIsFollowedStrictly() {
    Pattern<Letter> pattern = begin("b").oneOrMore().next("c").where(of("c"));
    String letters = "b1 b2 b3 c";
    String[] all = {"b1 b2 b3 c", "b2 b3 c", "b3 c"};
    assertThat(skipping(pattern, Skip.none(), letters)).containsExactly(all);
    assertThat(skipping(pattern, Skip.toNext(), letters)).containsExactly(all);
    assertThat(skipping(pattern, Skip.pastLast(), letters)).containsExactly("b1 b2 b3 c");
    assertThat(skipping(pattern, Skip.toFirst("b"), letters)).containsExactly(all);
    assertThat(skipping(pattern, Skip.toLast("b"), letters)).containsExactly("b1 b2 b3 c", "b3 c");
  }

  @Test
  void shouldSkipToTheFirstRecordOfAStep() {
    Pattern<Letter> pattern =
        begin("abc").next("bc").where(of("bc")).next("c").where(of("c")).oneOrMore().greedy();
    pattern = pattern.followedBy("d").where(of("d"));
    String letters = "a b c1 c2 c3 d";
    assertThat(skipping(pattern, Skip.none(), letters))
        .containsExactly("a b c1 c2 c3 d", "b c1 c2 c3 d", "c1 c2 c3 d");
    assertThat(skipping(pattern, Skip.toFirst("c"), letters))
        .containsExactly("a b c1 c2 c3 d", "c1 c2 c3 d");
  }

  @Test
  void shouldTellOneMatchForEachBeginning() {
    Pattern<Letter> pattern = begin("a").next("b").where(of("b")).oneOrMore();
    String letters = "a b1 b2 b3";
    assertThat(skipping(pattern, Skip.none(), letters))
        .containsExactly("a b1", "a b1 b2", "a b1 b2 b3");
    assertThat(skipping(pattern, Skip.toNext(), letters)).containsExactly("a b1");
  }

  @Test
  void shouldSeeWhatWasMatchedBefore() {
    Pattern<Letter> rising =
        begin("a")
            .followedBy("b")
            .where(of("b"))
            .where((b, match) -> b.name().endsWith(match.last("a").name().substring(1)));
    assertThat(matches(rising, "a1 b2 a2 b1")).containsExactly("a1 b1");
  }
}
