package io.millrace.cli.offline;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.offline.EmissionComparison.Emitted;
import io.millrace.cli.offline.EmissionComparison.Example;
import io.millrace.cli.offline.EmissionComparison.Side;
import io.millrace.cli.offline.EmissionComparison.TopicResult;
import java.util.List;
import org.junit.jupiter.api.Test;

class EmissionComparisonTest {
  private final EmissionComparison comparison = new EmissionComparison();

  private void old(String key, long atMs, String value) {
    comparison.emitted(Side.OLD, "t", key, atMs, value);
  }

  private void fresh(String key, long atMs, String value) {
    comparison.emitted(Side.NEW, "t", key, atMs, value);
  }

  private TopicResult result() {
    List<TopicResult> results = comparison.results(2);
    assertThat(results).hasSize(1);
    return results.get(0);
  }

  @Test
  void shouldFindTheSameWhateverTheOrder() {
    old("a", 1, "1");
    old("a", 2, "2");
    old("b", 1, "1");
    fresh("b", 1, "1");
    fresh("a", 2, "2");
    fresh("a", 1, "1");
    assertThat(result()).isEqualTo(new TopicResult("t", 3, 0, 0, 0, 0, List.of()));
    assertThat(result().isSame()).isTrue();
  }

  @Test
  void shouldCountHowOftenAValueIsEmitted() {
    old("a", 1, "1");
    old("a", 1, "1");
    old("a", 1, "1");
    fresh("a", 1, "1");
    assertThat(result().same()).isEqualTo(1);
    assertThat(result().onlyOld()).isEqualTo(2);
    assertThat(result().isSame()).isFalse();
  }

  @Test
  void shouldPairWhatDiffersByKey() {
    old("a", 1, "1");
    fresh("a", 1, "7");
    fresh("a", 1, "8");
    old("b", 5, "1");
    fresh("c", 6, "1");
    assertThat(result())
        .isEqualTo(
            new TopicResult(
                "t",
                0,
                1,
                1,
                2,
                3,
                List.of(
                    new Example("a", new Emitted(1, "1"), new Emitted(1, "7")),
                    new Example("a", null, new Emitted(1, "8")))));
  }

  @Test
  void shouldTellTheEventTimeFromTheValue() {
    old("", 1, "1");
    fresh("", 2, "1");
    assertThat(result().changed()).isEqualTo(1);
    assertThat(result().examples().get(0).key()).isNull();
  }

  @Test
  void shouldCountMoreThanItKeepsTheTextOf() {
    for (int i = 0; i < 30_000; i++) {
      old("k" + i, i, "1");
    }
    assertThat(result().onlyOld()).isEqualTo(30_000);
    for (int i = 0; i < 30_000; i++) {
      fresh("k" + i, i, "1");
    }
    assertThat(result().isSame()).isTrue();
    assertThat(result().same()).isEqualTo(30_000);
  }
}
