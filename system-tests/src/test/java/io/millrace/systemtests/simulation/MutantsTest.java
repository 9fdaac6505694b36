package io.millrace.systemtests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each rule of the protocol, broken alone, must be noticed within the runs of one build. */
class MutantsTest {
  private static final int MOST_RUNS = 2_000;
  private static final int THREADS = 2;

  @ParameterizedTest
  @EnumSource(value = Mutant.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void shouldBeCaught(Mutant mutant) {
    AtomicLong next = new AtomicLong();
    boolean caught =
        IntStream.range(0, THREADS).parallel().anyMatch(thread -> isCaught(mutant, next));

    assertThat(caught).as("caught within %d runs: %s", MOST_RUNS, mutant).isTrue();
  }

  private static boolean isCaught(Mutant mutant, AtomicLong next) {
    for (long seed = next.getAndIncrement(); seed < MOST_RUNS; seed = next.getAndIncrement()) {
      try {
        Simulation.run(seed, mutant);
      } catch (SimulationFailure e) {
        next.set(MOST_RUNS);
        return true;
      }
    }
    return false;
  }
}
