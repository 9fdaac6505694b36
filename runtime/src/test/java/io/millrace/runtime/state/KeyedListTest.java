package io.millrace.runtime.state;

import static io.millrace.runtime.state.PartitionStateTest.forSeeds;
import static io.millrace.runtime.state.TestCodecs.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class KeyedListTest {

  /** Lists with the model of what they must hold. */
  private static final class Modelled {
    final PartitionState state = new PartitionState();
    final KeyedList<String> list;
    final long expiryMs;
    final Map<String, List<String>> model = new HashMap<>();
    final Map<String, Long> changedAt = new HashMap<>();

    Modelled(long expiryMs) {
      this.expiryMs = expiryMs;
      list = new KeyedList<>(state.table(0), TestCodecs.TEXT, expiryMs);
    }

    void step(Random random, long nowMs) {
      String key = "k".repeat(random.nextInt(6));
      List<String> expected = at(key, nowMs);
      list.bind(key(key), nowMs);
      assertThat(list.size()).isEqualTo(expected.size());
      switch (random.nextInt(12)) {
        case 0 -> {
          list.clear();
          expected.clear();
        }
        case 1, 2 -> {
          int count = random.nextInt(expected.size() + 1);
          list.removeFirst(count);
          expected.subList(0, count).clear();
          if (count > 0) {
            changedAt.put(key, nowMs);
          }
        }
        case 3, 4 -> {
          if (!expected.isEmpty()) {
            int index = random.nextInt(expected.size());
            list.set(index, "set" + nowMs);
            expected.set(index, "set" + nowMs);
            changedAt.put(key, nowMs);
          }
        }
        default -> {
          list.add("add" + nowMs);
          expected.add("add" + nowMs);
          changedAt.put(key, nowMs);
        }
      }
      if (random.nextBoolean()) {
        list.bind(key(key), nowMs);
      }
      assertThat(list.toList()).isEqualTo(expected);
      assertThat(list).containsExactlyElementsOf(expected);
    }

    List<String> at(String key, long nowMs) {
      if (expiryMs > 0 && nowMs >= changedAt.getOrDefault(key, nowMs) + expiryMs) {
        model.remove(key);
      }
      return model.computeIfAbsent(key, k -> new ArrayList<>());
    }
  }

  @Test
  void shouldHoldWhatAListHolds() {
    forSeeds(
        30,
        seed -> {
          Random random = new Random(seed);
          Modelled modelled = new Modelled(seed % 2 == 0 ? 0 : 20);
          for (long now = 0; now < 500; now += random.nextInt(6)) {
            modelled.step(random, now);
          }
        });
  }

  @Test
  void shouldSayTheSameWhetherItIsSweptOrNot() {
    forSeeds(
        20,
        seed -> {
          Modelled swept = new Modelled(30);
          Modelled unswept = new Modelled(30);
          Random steps = new Random(seed);
          Random others = new Random(seed);
          Random sweeps = new Random(-seed);
          int removed = 0;
          for (long now = 0; now < 1000; now += 1 + sweeps.nextInt(12)) {
            swept.step(steps, now);
            unswept.step(others, now);
            removed += swept.list.sweep(now, sweeps.nextInt(8));
            assertThat(swept.state.digest(now)).isEqualTo(unswept.state.digest(now));
          }
          assertThat(removed).isPositive();
        });
  }

  @Test
  void shouldRemoveExpiredListsWhole() {
    Modelled modelled = new Modelled(30);
    modelled.list.bind(key("a"), 0);
    for (int i = 0; i < 1000; i++) {
      modelled.list.add("x");
    }
    int removed = 0;
    for (int i = 0; i < 1000 && modelled.state.table(0).entries() > 0; i++) {
      int now = modelled.list.sweep(30, 50);
      assertThat(now).isLessThanOrEqualTo(51);
      removed += now;
    }
    assertThat(removed).isEqualTo(1001);
    assertThat(modelled.state.table(0).entries()).isZero();
  }

  @Test
  void shouldLeaveNothingBehindWhenEmptied() {
    Modelled modelled = new Modelled(0);
    modelled.list.bind(key("a"), 0);
    modelled.list.add("x");
    modelled.list.add("y");
    modelled.list.removeFirst(2);
    assertThat(modelled.state.table(0).entries()).isZero();
    assertThat(modelled.list.isEmpty()).isTrue();
  }

  @Test
  void shouldRefusePlacesOutsideTheList() {
    Modelled modelled = new Modelled(0);
    modelled.list.bind(key("a"), 0);
    modelled.list.add("x");
    assertThatThrownBy(() -> modelled.list.get(1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> modelled.list.set(-1, "y"))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> modelled.list.removeFirst(2))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessageContaining("count=2");
  }

  @Test
  void shouldBeWhatItWasAfterARollback() {
    Modelled modelled = new Modelled(0);
    modelled.list.bind(key("a"), 0);
    modelled.list.add("x");
    modelled.state.beginCall();
    modelled.list.set(0, "y");
    modelled.list.add("z");
    modelled.state.rollbackCall();
    modelled.list.bind(key("a"), 0);
    assertThat(modelled.list.toList()).containsExactly("x");
  }
}
