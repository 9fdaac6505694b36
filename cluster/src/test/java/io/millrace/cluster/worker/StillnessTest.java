package io.millrace.cluster.worker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StillnessTest {
  private static final long LONG = Stillness.LONG_ENOUGH_NS;

  private final Stillness stillness = new Stillness();

  @Test
  void shouldHoldWhenNothingWaitedAndNothingWasDoneForLongEnough() {
    assertThat(stillness.observe(true, 10, 0)).isFalse();
    assertThat(stillness.observe(true, 10, LONG - 1)).isFalse();
    assertThat(stillness.observe(true, 10, LONG)).isTrue();
    assertThat(stillness.observe(true, 10, 2 * LONG)).isTrue();
  }

  @Test
  void shouldBeginAgainWhenSomethingWaits() {
    stillness.observe(true, 10, 0);
    assertThat(stillness.observe(false, 10, LONG)).isFalse();
    assertThat(stillness.observe(true, 10, LONG + 1)).isFalse();
    assertThat(stillness.observe(true, 10, 2 * LONG)).isFalse();
    assertThat(stillness.observe(true, 10, 2 * LONG + 1)).isTrue();
  }

  @Test
  void shouldBeginAgainWhenSomethingWasDoneBetweenTwoLooks() {
    stillness.observe(true, 10, 0);
    assertThat(stillness.observe(true, 11, LONG)).isFalse();
    assertThat(stillness.observe(true, 11, 2 * LONG)).isTrue();
  }
}
