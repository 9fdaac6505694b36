package io.millrace.systemtests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SimulationTest {
  private static final int RUNS = 2_000;

  @Test
  void shouldLoseDoubleAndReorderNothingUnderAnyFault() {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();

    int exitCode =
        SimulationMain.run(RUNS, 0, new PrintStream(printed, true, StandardCharsets.UTF_8));

    assertThat(exitCode).as(() -> printed.toString(StandardCharsets.UTF_8)).isZero();
  }

  /** A simulation in which nothing goes wrong proves nothing. */
  @Test
  void shouldMeetEveryFault() {
    Tally total = new Tally();
    for (long seed = 0; seed < 20; seed++) {
      total.add(Simulation.run(seed, Mutant.NONE));
    }
    assertThat(total.toString()).doesNotContain("=0,").doesNotEndWith("=0");
  }

  @Test
  void shouldRepeatARunFromItsSeed() {
    for (long seed = 0; seed < 6; seed++) {
      String first = Simulation.run(seed, Mutant.NONE).toString();
      assertThat(Simulation.run(seed, Mutant.NONE)).as("seed=%d", seed).hasToString(first);
    }
  }
}
