package io.millrace.runtime.state;

import static io.millrace.runtime.state.PartitionStateTest.forSeeds;
import static io.millrace.runtime.state.TestCodecs.key;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class TimerQueueTest {

  private record Set(String key, int spec, long atMs) {}

  /** A queue with the timers that must be in it, and their ordinals. */
  private static final class Modelled {
    PartitionState state = new PartitionState();
    TimerQueue queue = new TimerQueue(state.table(3));
    Map<Set, Long> model = new HashMap<>();
    long ordinal;

    void change(Random random, long nowMs) {
      String key = "k".repeat(random.nextInt(5)) + random.nextInt(3);
      Set set = new Set(key, random.nextInt(2) * 200, nowMs + random.nextInt(50));
      if (random.nextInt(3) == 0) {
        queue.cancel(key(key), set.spec(), set.atMs());
        model.remove(set);
      } else {
        queue.set(key(key), set.spec(), set.atMs(), ++ordinal);
        model.putIfAbsent(set, ordinal);
      }
    }

    Set earliest() {
      return model.entrySet().stream()
          .min(
              Comparator.comparingLong((Map.Entry<Set, Long> e) -> e.getKey().atMs())
                  .thenComparingLong(Map.Entry::getValue))
          .map(Map.Entry::getKey)
          .orElse(null);
    }

    void pollAll(long upToMs) {
      for (Set next = earliest(); next != null && next.atMs() <= upToMs; next = earliest()) {
        assertThat(queue.nextMs()).isEqualTo(next.atMs());
        assertThat(queue.pollDue(upToMs)).isTrue();
        assertThat(due()).isEqualTo(next);
        model.remove(next);
      }
      assertThat(queue.pollDue(upToMs)).isFalse();
      assertThat(queue.nextMs()).isEqualTo(model.isEmpty() ? Long.MAX_VALUE : earliest().atMs());
      assertThat(queue.size()).isEqualTo(model.size());
    }

    Set due() {
      KeyRef key = queue.dueKey();
      String text = new String(key.array(), key.offset(), key.length(), StandardCharsets.UTF_8);
      assertThat(key.hash()).isEqualTo(key(text).hash());
      return new Set(text, queue.dueSpec(), queue.dueAtMs());
    }

    void restore(Random random) {
      PartitionStateTest.Chunks chunks = new PartitionStateTest.Chunks(random);
      state.beginSnapshot(chunks);
      while (!state.writeSlice(500)) {}
      state = chunks.restore();
      queue = new TimerQueue(state.table(3));
    }
  }

  @Test
  void shouldFireInTheOrderOfTimeAndOrdinalThroughRollbacksAndRestores() {
    forSeeds(
        60,
        seed -> {
          Random random = new Random(seed);
          Modelled modelled = new Modelled();
          for (long now = 0; now < 1000; now += random.nextInt(20)) {
            modelled.state.beginCall();
            Map<Set, Long> atBegin = new HashMap<>(modelled.model);
            long ordinal = modelled.ordinal;
            for (int i = random.nextInt(20); i > 0; i--) {
              modelled.change(random, now);
            }
            if (random.nextInt(3) == 0) {
              modelled.state.rollbackCall();
              modelled.model = atBegin;
              modelled.ordinal = ordinal;
            }
            if (random.nextInt(10) == 0) {
              modelled.restore(random);
            }
            modelled.pollAll(now);
          }
        });
  }

  @Test
  void shouldKeepTheFirstOrdinalWhenTheSameTimerIsSetAgain() {
    TimerQueue queue = new TimerQueue(new HeapStateTable());
    queue.set(key("a"), 0, 10, 1);
    queue.set(key("b"), 0, 10, 2);
    queue.set(key("a"), 0, 10, 3);
    assertThat(queue.pollDue(10)).isTrue();
    assertThat(queue.dueKey().hash()).isEqualTo(key("a").hash());
    assertThat(queue.pollDue(10)).isTrue();
    assertThat(queue.dueKey().hash()).isEqualTo(key("b").hash());
    assertThat(queue.pollDue(10)).isFalse();
  }

  @Test
  void shouldFireATimerWhoseCancelWasRolledBack() {
    PartitionState state = new PartitionState();
    TimerQueue queue = new TimerQueue(state.table(0));
    queue.set(key("a"), 1, 10, 1);
    state.beginCall();
    queue.cancel(key("a"), 1, 10);
    queue.set(key("b"), 1, 5, 2);
    state.rollbackCall();
    assertThat(queue.nextMs()).isEqualTo(10);
    assertThat(queue.pollDue(10)).isTrue();
    assertThat(queue.pollDue(10)).isFalse();
  }

  @Test
  void shouldNotKeepHintsOfCancelledTimersForEver() {
    TimerQueue queue = new TimerQueue(new HeapStateTable());
    for (int i = 0; i < 1_000_000; i++) {
      queue.set(key("k"), 0, 1_000_000_000L + i, 2L * i);
      if (i > 0) {
        queue.cancel(key("k"), 0, 1_000_000_000L + i - 1);
      }
      if (i % 1000 == 0) {
        // the earliest is always live, so nothing stale is ever on top
        queue.set(key("first"), 0, 5, 2L * i + 1);
        assertThat(queue.nextMs()).isEqualTo(5);
        assertThat(queue.hints()).isLessThan(3000);
      }
    }
    assertThat(queue.size()).isEqualTo(2);
  }

  @Test
  void shouldSortManyTimers() {
    TimerQueue queue = new TimerQueue(new HeapStateTable());
    Random random = new Random(4);
    for (int i = 0; i < 200_000; i++) {
      queue.set(key("k" + i), 0, random.nextInt(1000), i);
    }
    long last = -1;
    for (int i = 0; i < 200_000; i++) {
      assertThat(queue.pollDue(Long.MAX_VALUE)).isTrue();
      if (queue.dueAtMs() < last) {
        throw new AssertionError("out of order: atMs=" + queue.dueAtMs() + ", before=" + last);
      }
      last = queue.dueAtMs();
    }
    assertThat(queue.nextMs()).isEqualTo(Long.MAX_VALUE);
    assertThat(queue.hints()).isZero();
  }
}
