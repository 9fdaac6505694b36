package io.millrace.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IdleStrategyTest {
  private static final long LEAST_NS = 20_000;
  private static final long LONGEST_NS = 1_000_000;

  private final IdleStrategy idle = new IdleStrategy(0, LEAST_NS);

  @Test
  void shouldParkForAShareOfThePauseSoFar() {
    long pauseNs = 0;
    long parkNs = 0;
    for (int parks = 0; parkNs < LONGEST_NS; parks++) {
      assertThat(parks).isLessThan(30);
      parkNs = idle.nextParkNs();
      assertThat(parkNs).isEqualTo(Math.max(LEAST_NS, Math.min(pauseNs / 4, LONGEST_NS)));
      pauseNs += parkNs;
    }
    assertThat(idle.nextParkNs()).isEqualTo(LONGEST_NS);
  }

  @Test
  void shouldBeginWithTheShortestAgainAfterWork() {
    while (idle.nextParkNs() < LONGEST_NS) {
      // idle for long
    }
    idle.idle(1);
    assertThat(idle.nextParkNs()).isEqualTo(LEAST_NS);
  }

  @Test
  void shouldParkForNoLessThanWasAskedFor() {
    assertThat(new IdleStrategy(0, 5_000_000).nextParkNs()).isEqualTo(5_000_000);
  }
}
