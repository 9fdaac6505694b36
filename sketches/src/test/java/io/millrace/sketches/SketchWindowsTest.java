package io.millrace.sketches;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.functions.ApplicationBuilder;
import io.millrace.functions.Topic;
import io.millrace.functions.TypeRef;
import io.millrace.functions.aggregate.Aggregates;
import io.millrace.functions.window.Window;
import io.millrace.functions.window.Windows;
import io.millrace.testkit.FunctionTest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sketches in windows of the real engine, which the test kit runs again with crashes. */
class SketchWindowsTest {

  record Visit(String page, long user, double ms) {}

  record Summary(String page, long endMs, long users, List<Double> ms) {}

  private static final Topic<Visit> VISITS = Topic.of("visits", Visit.class).keyedBy(Visit::page);
  private static final Topic<Long> VISITORS = Topic.of("visitors", Long.class);
  private static final Topic<Summary> SUMMARIES =
      Topic.of("summaries", Summary.class).keyedBy(Summary::page);
  private static final TypeRef<List<HeavyHitter<String>>> PAGES = new TypeRef<>() {};
  private static final Topic<List<HeavyHitter<String>>> TOP_PAGES = Topic.of("top-pages", PAGES);

  private static Summary summary(String page, Window window, Summary found) {
    return new Summary(page, window.endMs(), found.users(), found.ms());
  }

  @Test
  void shouldCountTheVisitorsOfAPageADay() {
    try (FunctionTest test = FunctionTest.of(SketchWindowsTest::countVisitors)) {
      for (int i = 0; i < 100; i++) {
        test.send(VISITS, new Visit("a", i % 10, 1), i);
      }
      test.endInput();
      assertThat(test.outputs(VISITORS)).containsExactly(10L);
    }
  }

  private static void countVisitors(ApplicationBuilder app) {
    // docs:begin windows
    app.stream(VISITS)
        .keyBy(Visit::page, String.class)
        .window(Windows.tumbling(Duration.ofDays(1)))
        .aggregate(Sketches.distinctCount(Visit::user))
        .to(VISITORS);
    // docs:end
  }

  @Test
  void shouldMergePanesOfWindowsAndSurviveCrashes() {
    try (FunctionTest test =
        FunctionTest.of(
            app ->
                app.stream(VISITS)
                    .keyBy(Visit::page, String.class)
                    .window(Windows.sliding(Duration.ofMillis(200), Duration.ofMillis(100)))
                    .aggregate(
                        Aggregates.allOf(
                            Sketches.distinctCount(Visit::user),
                            Sketches.quantiles(Visit::ms, 0.01, 0.5, 1),
                            (users, ms) -> new Summary(null, 0, users, ms)),
                        SketchWindowsTest::summary)
                    .as(Summary.class)
                    .to(SUMMARIES))) {
      for (int i = 0; i < 300; i++) {
        test.send(VISITS, new Visit("a", i % 50, i), i);
      }
      test.endInput();
      List<Summary> summaries = test.outputs(SUMMARIES);
      assertThat(summaries).extracting(Summary::endMs).containsExactly(100L, 200L, 300L, 400L);
      assertThat(summaries).extracting(Summary::users).containsOnly(50L);
      assertThat(summaries.get(1).ms().get(0)).isBetween(98.0, 101.0);
      assertThat(summaries.get(1).ms().get(1)).isBetween(197.0, 201.0);
    }
  }

  @Test
  void shouldFindHeavyHittersAndSurviveCrashes() {
    try (FunctionTest test =
        FunctionTest.of(
            app ->
                app.stream(VISITS)
                    .keyBy(visit -> "all", String.class)
                    .window(Windows.tumbling(Duration.ofSeconds(1)))
                    .aggregate(Sketches.heavyHitters(Visit::page, String.class, 0.3, 0.05))
                    .to(TOP_PAGES))) {
      for (int i = 0; i < 300; i++) {
        test.send(VISITS, new Visit(i % 2 == 0 ? "home" : "page " + i, 1, 1), i);
      }
      test.endInput();
      assertThat(test.outputs(TOP_PAGES))
          .singleElement()
          .satisfies(
              pages ->
                  assertThat(pages)
                      .singleElement()
                      .satisfies(
                          page -> {
                            assertThat(page.item()).isEqualTo("home");
                            assertThat(150L).isBetween(page.atLeast(), page.atMost());
                          }));
    }
  }
}
