package io.millrace.cluster.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The coordinator under every fault. {@code -Dmillrace.simulation.runs=20000
 * -Dmillrace.simulation.seed=7} runs more, or one again.
 */
class CoordinatorSimulationTest {
  private static final int RUNS = Integer.getInteger("millrace.simulation.runs", 1_000);
  private static final long SEED = Long.getLong("millrace.simulation.seed", 0);
  private static final int TURNS = 600;

  @Test
  void shouldKeepItsPromisesOnEverySchedule() {
    Map<String, Integer> counts = new TreeMap<>();
    for (long seed = SEED; seed < SEED + RUNS; seed++) {
      Simulation simulation = new Simulation(seed);
      try {
        simulation.run(TURNS);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError(
            "repeat it with -Dmillrace.simulation.runs=1 -Dmillrace.simulation.seed=" + seed, e);
      }
      simulation.counts.forEach((what, count) -> counts.merge(what, count, Integer::sum));
    }
    if (RUNS >= 100) {
      assertThat(counts)
          .as("what happened")
          .containsKeys(
              "kills",
              "freezes",
              "coordinators",
              "deposed",
              "failed writes",
              "refusals",
              "flowing",
              "rewinds",
              "restores",
              "drained",
              "drains undone",
              "shutdowns");
    }
    System.out.println(RUNS + " schedules: " + counts);
  }
}
