package io.millrace.functions.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The operator finds what the oracle finds, in the same order, and remembers nothing after it. */
class RandomPatternTest {
  private static final int CASES = 25_000;
  private static final int DISORDER_MS = 3;
  private static final long FIRST_SEED = 1;

  @Test
  void shouldFindWhatThePatternMeans() {
    int cases = 0;
    int withMatches = 0;
    int withTimeouts = 0;
    for (long seed = FIRST_SEED; cases < CASES; seed++) {
      Random random = new Random(seed);
      RandomPatterns patterns = new RandomPatterns(random);
      Pattern<Letter> pattern = patterns.pattern();
      List<Letter> arriving = patterns.stream(random.nextInt(3, 9), DISORDER_MS);
      String what = "seed=" + seed + ": " + patterns.text() + " on " + arriving;
      OperatorRun run;
      try {
        run = new OperatorRun(pattern);
      } catch (IllegalArgumentException refused) {
        continue; // such as a group that may be nothing: chance knows no better
      }
      cases++;
      feed(run, arriving);
      List<Letter> inOrder = new ArrayList<>(arriving);
      inOrder.sort(Comparator.comparingLong(Letter::timeMs));
      Oracle oracle = new Oracle(pattern, inOrder);

      List<String> matches = run.takeMatches();
      assertThat(matches).as(what).isEqualTo(oracle.matches());
      withMatches += matches.isEmpty() ? 0 : 1;
      if (pattern.skip().kind() == Skip.Kind.NONE && !what.contains("repeatWithin")) {
        Set<String> unfinished = new HashSet<>(run.takeUnfinished());
        assertThat(unfinished).as(what).isEqualTo(oracle.timedOut());
        withTimeouts += unfinished.isEmpty() ? 0 : 1;
      }
      if (pattern.withinMs() != Long.MAX_VALUE) {
        assertThat(run.context.entries()).as(what).isZero();
      }
    }
    assertThat(withMatches).isGreaterThan(CASES / 4);
    assertThat(withTimeouts).isGreaterThan(CASES / 20);
  }

  /** Sends with a watermark now and then, and the end of time after it. */
  private static void feed(OperatorRun run, List<Letter> arriving) {
    long latest = 0;
    for (Letter letter : arriving) {
      latest = Math.max(latest, letter.timeMs());
      run.send(letter);
      if (latest % 2 == 0) {
        run.advanceTo(latest - DISORDER_MS);
      }
    }
    run.advanceTo(Long.MAX_VALUE - 1);
    assertThat(run.context.late()).isZero();
  }
}
