package io.millrace.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IdleStrategyTest {
  private static final long LEAST_NS = 20_000;

  @Test
  void shouldParkForAShareOfTheTimeWithoutWork() {
    assertThat(IdleStrategy.parkNs(0, LEAST_NS)).isEqualTo(LEAST_NS);
    assertThat(IdleStrategy.parkNs(160_000, LEAST_NS)).isEqualTo(LEAST_NS);
    assertThat(IdleStrategy.parkNs(800_000, LEAST_NS)).isEqualTo(100_000);
    assertThat(IdleStrategy.parkNs(8_000_000, LEAST_NS)).isEqualTo(1_000_000);
    assertThat(IdleStrategy.parkNs(Long.MAX_VALUE, LEAST_NS)).isEqualTo(1_000_000);
  }

  @Test
  void shouldParkForNoLessThanWasAskedFor() {
    assertThat(IdleStrategy.parkNs(Long.MAX_VALUE, 5_000_000)).isEqualTo(5_000_000);
  }
}
