package io.millrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.text.Console;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private static final List<Measure> MEASURES =
      List.of(
          new Measure("recordsPerSecond", "M records/s", 1e6, 2, true),
          new Measure("snapshots", "snapshots", 1, 0, false));

  @Test
  void shouldPrintRunsInTurnAndTheRatioOfMediansWithItsSpread() {
    assertThat(threeRuns().format(Console.plain(System.out, System.err)))
        .isEqualTo(
            """
            run         system          M records/s  snapshots
            1           millrace               6.00         10
            1           flink                  2.00         11
            2           millrace               5.00         10
            2           flink                  1.00         11
            3           millrace               8.00         10
            3           flink                  4.00         11
            median      millrace               6.00         10
            median      flink                  2.00         11
            of medians  millrace/flink         3.00
            least       millrace/flink         1.25
            greatest    millrace/flink         8.00""");
  }

  @Test
  void shouldTellTheSameAsJson() {
    Map<String, Object> json = threeRuns().toJson();

    assertThat((List<?>) json.get("runs"))
        .hasSize(6)
        .element(1)
        .isEqualTo(Map.of("run", 1, "system", "flink", "recordsPerSecond", 2e6, "snapshots", 11.0));
    assertThat(json.get("medians"))
        .isEqualTo(
            Map.of(
                "millrace", Map.of("recordsPerSecond", 6e6, "snapshots", 10.0),
                "flink", Map.of("recordsPerSecond", 2e6, "snapshots", 11.0)));
    assertThat(json.get("ratios"))
        .isEqualTo(
            Map.of("recordsPerSecond", Map.of("ofMedians", 3.0, "least", 1.25, "greatest", 8.0)));
  }

  @Test
  void shouldTakeTheMeanOfTheMiddleTwoAsMedianAndTellNoRatioWithoutAPeer() {
    Comparison runs = new Comparison(MEASURES, null);
    runs.addOurs(4e6, 10);
    runs.addOurs(5e6, 10);

    Map<String, Object> json = runs.toJson();

    assertThat(json.get("medians"))
        .isEqualTo(Map.of("millrace", Map.of("recordsPerSecond", 4.5e6, "snapshots", 10.0)));
    assertThat(json).doesNotContainKey("ratios");
  }

  private static Comparison threeRuns() {
    Comparison runs = new Comparison(MEASURES, Peer.FLINK);
    runs.addOurs(6e6, 10);
    runs.addPeers(2e6, 11);
    runs.addOurs(5e6, 10);
    runs.addPeers(1e6, 11);
    runs.addOurs(8e6, 10);
    runs.addPeers(4e6, 11);
    return runs;
  }
}
