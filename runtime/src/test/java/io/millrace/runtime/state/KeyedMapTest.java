package io.millrace.runtime.state;

import static io.millrace.runtime.state.PartitionStateTest.forSeeds;
import static io.millrace.runtime.state.TestCodecs.key;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class KeyedMapTest {

  /** Maps with the model of what they must hold. */
  private static final class Modelled {
    final PartitionState state = new PartitionState();
    final KeyedMap<String, String> map;
    final long expiryMs;
    final Map<String, Map<String, String>> model = new HashMap<>();
    final Map<String, Long> changedAt = new HashMap<>();

    Modelled(long expiryMs) {
      this.expiryMs = expiryMs;
      map = new KeyedMap<>(state.table(0), TestCodecs.TEXT, TestCodecs.TEXT, expiryMs);
    }

    void step(Random random, long nowMs) {
      String key = "k".repeat(random.nextInt(4));
      String mapKey = "m".repeat(random.nextInt(4)) + random.nextInt(5);
      Map<String, String> expected = at(key, nowMs);
      map.bind(key(key), nowMs);
      assertThat(map.get(mapKey)).isEqualTo(Optional.ofNullable(expected.get(mapKey)));
      assertThat(map.contains(mapKey)).isEqualTo(expected.containsKey(mapKey));
      int kind = random.nextInt(30);
      if (kind == 0) {
        map.clear();
        expected.clear();
      } else if (kind < 12) {
        map.remove(mapKey);
        if (expected.remove(mapKey) != null) {
          changedAt.put(key, nowMs);
        }
      } else {
        map.put(mapKey, "v" + nowMs);
        expected.put(mapKey, "v" + nowMs);
        changedAt.put(key, nowMs);
      }
      if (random.nextBoolean()) {
        map.bind(key(key), nowMs);
      }
      assertThat(map.size()).isEqualTo(expected.size());
      assertThat(new ArrayList<>(map.toMap().entrySet()))
          .isEqualTo(new ArrayList<>(expected.entrySet()));
    }

    Map<String, String> at(String key, long nowMs) {
      if (expiryMs > 0 && nowMs >= changedAt.getOrDefault(key, nowMs) + expiryMs) {
        model.remove(key);
      }
      return model.computeIfAbsent(key, k -> new LinkedHashMap<>());
    }
  }

  @Test
  void shouldHoldWhatAMapInInsertionOrderHolds() {
    forSeeds(
        40,
        seed -> {
          Random random = new Random(seed);
          Modelled modelled = new Modelled(seed % 2 == 0 ? 0 : 20);
          for (long now = 0; now < 1000; now += random.nextInt(6)) {
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
          for (long now = 0; now < 1500; now += 1 + sweeps.nextInt(12)) {
            swept.step(steps, now);
            unswept.step(others, now);
            removed += swept.map.sweep(now, sweeps.nextInt(8));
            assertThat(swept.state.digest(now)).isEqualTo(unswept.state.digest(now));
          }
          assertThat(removed).isPositive();
        });
  }

  @Test
  void shouldLeaveNothingBehindWhenEmptied() {
    for (int way = 0; way < 3; way++) {
      Modelled modelled = new Modelled(10);
      modelled.map.bind(key("a"), 0);
      modelled.map.put("x", "1");
      modelled.map.put("y", "2");
      assertThat(modelled.state.table(0).entries()).isEqualTo(5);
      if (way == 0) {
        modelled.map.clear();
      } else if (way == 1) {
        modelled.map.remove("x");
        modelled.map.remove("y");
      } else {
        for (int i = 0; i < 10; i++) {
          modelled.map.sweep(10, 2);
        }
      }
      assertThat(modelled.state.table(0).entries()).isZero();
    }
  }

  @Test
  void shouldLetAVisitorLookThingsUp() {
    Modelled modelled = new Modelled(0);
    modelled.map.bind(key("a"), 0);
    for (int i = 0; i < 10; i++) {
      modelled.map.put("k" + i, "v" + i);
    }
    List<String> seen = new ArrayList<>();
    modelled.map.forEach((key, value) -> seen.add(key + value + modelled.map.getOr("k3", "")));
    assertThat(seen).hasSize(10).startsWith("k0v0v3", "k1v1v3").endsWith("k9v9v3");
  }

  @Test
  void shouldBeWhatItWasAfterARollback() {
    Modelled modelled = new Modelled(0);
    modelled.map.bind(key("a"), 0);
    modelled.map.put("x", "1");
    modelled.map.put("y", "2");
    modelled.map.put("z", "3");
    modelled.state.beginCall();
    modelled.map.remove("y");
    modelled.map.put("new", "4");
    modelled.map.clear();
    modelled.map.put("y", "5");
    modelled.state.rollbackCall();
    modelled.map.bind(key("a"), 0);
    assertThat(modelled.map.toMap().toString()).isEqualTo("{x=1, y=2, z=3}");
  }
}
