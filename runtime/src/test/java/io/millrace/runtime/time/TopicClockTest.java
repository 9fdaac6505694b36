package io.millrace.runtime.time;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.functions.ByteInput;
import io.millrace.functions.ByteOutput;
import io.millrace.runtime.channel.Marks;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TopicClockTest {
  private final TopicClock clock = new TopicClock();

  @Test
  void shouldKnowNothingAtFirst() {
    assertThat(clock.watermarkMs()).isEqualTo(Marks.NONE);
  }

  @Test
  void shouldBeAsFarAsTheOriginThatIsLeast() {
    assertThat(clock.update(1, 100)).isTrue();
    assertThat(clock.watermarkMs()).isEqualTo(100);
    assertThat(clock.update(2, 50)).isTrue();
    assertThat(clock.watermarkMs()).isEqualTo(50);
    assertThat(clock.update(1, 200)).as("the other one is least").isFalse();
    assertThat(clock.update(2, 150)).isTrue();
    assertThat(clock.watermarkMs()).isEqualTo(150);
  }

  @Test
  void shouldWaitForAnOriginThatIsExpected() {
    clock.expect(1);
    clock.expect(2);
    clock.update(1, 100);
    assertThat(clock.watermarkMs()).isEqualTo(Marks.NONE);
    clock.update(2, 70);
    assertThat(clock.watermarkMs()).isEqualTo(70);
    clock.expect(1);
    assertThat(clock.watermarkMs()).as("it is known already").isEqualTo(70);
  }

  @Test
  void shouldNotLetAnOriginGoBack() {
    clock.update(1, 100);

    assertThat(clock.update(1, 99)).isFalse();
    assertThat(clock.update(1, Marks.NONE)).isFalse();
    assertThat(clock.watermarkMs()).isEqualTo(100);
  }

  @Test
  void shouldNotBeHeldBackByAnIdleOrigin() {
    clock.update(1, 100);
    clock.update(2, 50);
    assertThat(clock.update(2, Marks.IDLE)).isTrue();
    assertThat(clock.watermarkMs()).isEqualTo(100);
  }

  @Test
  void shouldBeIdleIfAllOriginsAre() {
    clock.update(1, 100);
    clock.update(1, Marks.IDLE);

    assertThat(clock.watermarkMs()).isEqualTo(Marks.IDLE);
  }

  @Test
  void shouldTakeBackAnOriginThatWasIdleWhereverItIs() {
    clock.update(1, 100);
    clock.update(2, Marks.IDLE);
    clock.update(1, 200);
    assertThat(clock.update(2, 150)).isTrue();
    assertThat(clock.watermarkMs()).isEqualTo(150);
  }

  @Test
  void shouldEndWhenAllOriginsHaveEnded() {
    clock.update(1, 100);
    clock.update(2, Marks.END);
    assertThat(clock.watermarkMs()).isEqualTo(100);
    clock.update(1, Marks.END);
    assertThat(clock.watermarkMs()).isEqualTo(Marks.END);
  }

  @Test
  void shouldEndThoughAnOriginIsIdle() {
    clock.update(1, Marks.IDLE);
    clock.update(2, Marks.END);

    assertThat(clock.watermarkMs()).isEqualTo(Marks.END);
  }

  @Test
  void shouldComeBackFromASnapshot() {
    for (int origin = 0; origin < 9; origin++) {
      clock.update(origin, 100 + origin);
    }
    clock.update(0, Marks.IDLE);
    clock.update(1, Marks.END);
    clock.expect(77);
    ByteOutput saved = new ByteOutput(16);
    clock.save(saved);
    TopicClock again = new TopicClock();
    again.load(new ByteInput(saved.toByteArray()));

    assertThat(again.watermarkMs()).isEqualTo(Marks.NONE);
    again.update(77, 500);
    assertThat(again.watermarkMs()).isEqualTo(102);
    again.update(0, 5);
    assertThat(again.watermarkMs()).as("it was idle").isEqualTo(5);
  }

  @Test
  void shouldNeverGoBackWhileNoOriginIsIdleOrNew() {
    long seed = 20_240_917;
    Random random = new Random(seed);
    for (int origin = 0; origin < 5; origin++) {
      clock.expect(origin);
    }
    long before = Marks.NONE;
    for (int i = 0; i < 2_000; i++) {
      boolean changed = clock.update(random.nextInt(5), random.nextInt(1_000) + i);
      assertThat(clock.watermarkMs())
          .as("seed %d, step %d", seed, i)
          .isGreaterThanOrEqualTo(before);
      assertThat(changed).isEqualTo(clock.watermarkMs() != before);
      before = clock.watermarkMs();
    }
  }
}
