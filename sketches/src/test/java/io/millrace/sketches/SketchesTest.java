package io.millrace.sketches;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.functions.aggregate.Aggregate;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** On seeded data: results are within the bounds that javadoc promises. */
class SketchesTest {
  private static final double[] RANKS = {0, 0.01, 0.5, 0.9, 0.999, 1};

  private static <T> byte[] sum(Aggregate<? super T, byte[], ?> aggregate, List<T> values) {
    byte[] accumulator = aggregate.create();
    for (T value : values) {
      accumulator = aggregate.add(accumulator, value, 0);
    }
    return accumulator;
  }

  /** Sums of so many parts, merged. */
  private static <T> byte[] merged(
      Aggregate<? super T, byte[], ?> aggregate, List<T> values, int parts) {
    byte[] accumulator = aggregate.create();
    for (int i = 0; i < parts; i++) {
      List<T> part =
          values.subList(values.size() * i / parts, (int) ((long) values.size() * (i + 1) / parts));
      accumulator = aggregate.merge(accumulator, sum(aggregate, part));
    }
    return accumulator;
  }

  @Test
  void shouldCountDifferentThingsWithinThreeStandardErrors() {
    for (int lgK : new int[] {8, 12}) {
      Aggregate<Long, byte[], Long> distinct = Sketches.distinctCount(value -> value, lgK);
      for (int count : new int[] {1, 10, 100, 1_000, 20_000}) {
        long first = 1_000_000L * count;
        byte[] accumulator = distinct.create();
        for (int i = 0; i < 2 * count; i++) {
          accumulator = distinct.add(accumulator, first + i % count, 0);
        }
        double bound = 3 * 1.04 / Math.sqrt(1 << lgK) * count;
        assertThat((double) distinct.result(accumulator))
            .as("lgK=%d, count=%d", lgK, count)
            .isBetween(count - bound, count + bound);
        assertThat(accumulator).hasSizeLessThan(64 + 6 * Math.min(count, 1 << lgK));
      }
    }
  }

  @Test
  void shouldCountAFewDifferentThingsExactly() {
    Aggregate<Object, byte[], Long> distinct = Sketches.distinctCount(value -> value);
    assertThat(distinct.result(distinct.create())).isZero();
    assertThat(distinct.result(sum(distinct, Collections.nCopies(9, "a")))).isEqualTo(1);
    List<Object> things = new ArrayList<>();
    for (long i = 0; i < 100; i++) {
      things.add(i);
    }
    assertThat(distinct.result(merged(distinct, things, 7))).isEqualTo(100);
  }

  @Test
  void shouldCountTheSameWhateverTheOrderAndWhateverWasMerged() {
    for (int seed = 0; seed < 5; seed++) {
      List<Long> values = new ArrayList<>();
      SplittableRandom random = new SplittableRandom(seed);
      for (int i = 0; i < 6_000; i++) {
        values.add(random.nextLong(4_000));
      }
      Aggregate<Long, byte[], Long> distinct = Sketches.distinctCount(value -> value, 10);
      long count = distinct.result(sum(distinct, values));
      assertThat(distinct.result(merged(distinct, values, 2))).as("seed=%d", seed).isEqualTo(count);
      assertThat(distinct.result(merged(distinct, values, 60)))
          .as("seed=%d", seed)
          .isEqualTo(count);
      Collections.shuffle(values, new Random(seed));
      assertThat(distinct.result(sum(distinct, values))).as("seed=%d", seed).isEqualTo(count);
    }
  }

  @Test
  void shouldTellThingsApartByTypeAndValue() {
    List<Object> different =
        List.of(
            1L,
            2,
            "1",
            "",
            'x',
            "x",
            true,
            false,
            1.0,
            -0.0,
            0.0,
            DayOfWeek.MONDAY,
            "MONDAY",
            new UUID(1, 2),
            new UUID(2, 1),
            Instant.ofEpochSecond(1, 2),
            Instant.ofEpochSecond(2, 1),
            LocalDate.EPOCH,
            new byte[] {1},
            new byte[] {},
            List.of(),
            List.of("a", "b"),
            List.of("ab", ""),
            List.of(List.of("a"), "b"));
    Aggregate<Object, byte[], Long> distinct = Sketches.distinctCount(value -> value);
    assertThat(distinct.result(sum(distinct, different))).isEqualTo(different.size());
    List<Object> same = List.of(1L, 1, (short) 1, (byte) 1);
    assertThat(distinct.result(sum(distinct, same))).isEqualTo(1);
    assertThat(distinct.result(sum(distinct, Arrays.asList(null, 1, null)))).isEqualTo(1);
  }

  @Test
  void shouldRefuseThingsWithoutAHashThatIsTheSameEverywhere() {
    Aggregate<Object, byte[], Long> distinct = Sketches.distinctCount(value -> value);
    assertThatThrownBy(() -> distinct.add(distinct.create(), new Object(), 0))
        .hasMessageContaining("type=java.lang.Object");
    assertThatThrownBy(() -> Sketches.distinctCount(value -> value, 3))
        .hasMessageContaining("lgK=3; from 4 to 21");
  }

  /** Many rare items, and some that are the more frequent the less they are. */
  private static List<Long> skewed(int seed, int size) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Long> values = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      values.add(
          random.nextInt(3) == 0
              ? 1_000 + random.nextLong(1_000_000)
              : (long) (100 * Math.pow(random.nextDouble(), 4)));
    }
    return values;
  }

  private static <V extends Comparable<V>> void assertHeavy(
      String what, List<V> values, double share, double error, List<HeavyHitter<V>> heavy) {
    Map<V, Integer> counts = new HashMap<>();
    values.forEach(value -> counts.merge(value, 1, Integer::sum));
    assertThat(heavy)
        .as(what)
        .allSatisfy(
            one -> {
              long count = counts.get(one.item());
              assertThat(count).isBetween(one.atLeast(), one.atMost());
              assertThat((double) count).isGreaterThanOrEqualTo((share - error) * values.size());
              assertThat((double) one.atMost() - one.atLeast())
                  .isLessThanOrEqualTo(error * values.size());
            })
        .extracting(HeavyHitter::item)
        .containsAll(
            counts.keySet().stream()
                .filter(item -> counts.get(item) >= share * values.size())
                .toList());
  }

  @Test
  void shouldFindAllHeavyHittersAndNoLightOnes() {
    for (int seed = 0; seed < 10; seed++) {
      List<Long> longs = skewed(seed, 20_000);
      Aggregate<Long, byte[], List<HeavyHitter<Long>>> heavy =
          Sketches.heavyHitters(value -> value, Long.class, 0.02, 0.01);
      byte[] once = sum(heavy, longs);
      assertThat(once).as("seed=%d", seed).hasSizeLessThan(20_000);
      assertThat(heavy.result(once)).as("seed=%d", seed).hasSizeGreaterThan(2);
      assertHeavy("seed=" + seed, longs, 0.02, 0.01, heavy.result(once));
      assertHeavy(
          "merged, seed=" + seed, longs, 0.02, 0.01, heavy.result(merged(heavy, longs, 40)));

      List<String> texts = longs.stream().map(value -> "item " + value).toList();
      Aggregate<String, byte[], List<HeavyHitter<String>>> heavyTexts =
          Sketches.heavyHitters(value -> value, String.class, 0.05, 0.005);
      assertHeavy("seed=" + seed, texts, 0.05, 0.005, heavyTexts.result(sum(heavyTexts, texts)));
    }
  }

  @Test
  void shouldCountAFewItemsExactlyTheMostFrequentFirst() {
    Aggregate<String, byte[], List<HeavyHitter<String>>> heavy =
        Sketches.heavyHitters(value -> value.isEmpty() ? null : value, String.class, 0.2, 0.01);
    assertThat(heavy.result(heavy.create())).isEmpty();
    List<String> values = List.of("c", "a", "b", "", "a", "b", "a", "d", "c", "");
    List<HeavyHitter<String>> expected =
        List.of(
            new HeavyHitter<>("a", 3, 3),
            new HeavyHitter<>("b", 2, 2),
            new HeavyHitter<>("c", 2, 2));
    assertThat(heavy.result(sum(heavy, values))).isEqualTo(expected);
    assertThat(heavy.result(merged(heavy, values, 4))).isEqualTo(expected);
  }

  @Test
  void shouldRefuseHeavyHittersOutOfRange() {
    Function<Object, Long> of = value -> 1L;
    assertThatThrownBy(() -> Sketches.heavyHitters(of, Long.class, 0.01, 0.01))
        .hasMessageContaining("share=0.01, error=0.01");
    assertThatThrownBy(() -> Sketches.heavyHitters(of, Long.class, 0.01, 1e-6))
        .hasMessageContaining("error=1.0E-6");
    assertThatThrownBy(() -> Sketches.heavyHitters(value -> 1, Integer.class, 0.1, 0.01))
        .hasMessageContaining("type=java.lang.Integer; String.class or Long.class");
  }

  private static List<Double> numbers(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Double> numbers = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      double size = Math.exp(random.nextInt(1, 1 + 10 * (seed + 1)) * random.nextDouble());
      numbers.add(random.nextInt(20) == 0 ? 0.0 : random.nextInt(4) == 0 ? -size : size);
    }
    return numbers;
  }

  @Test
  void shouldTellQuantilesWithinTheRelativeErrorWhateverWasMerged() {
    for (int seed = 0; seed < 10; seed++) {
      for (double error : new double[] {0.1, 0.01, 0.001}) {
        List<Double> numbers = numbers(seed);
        Aggregate<Double, byte[], List<Double>> quantiles =
            Sketches.quantiles(value -> value, error, RANKS);
        byte[] once = sum(quantiles, numbers);
        assertThat(merged(quantiles, numbers, 17)).isEqualTo(once);
        List<Double> found = quantiles.result(once);
        List<Double> sorted = numbers.stream().sorted().toList();
        for (int i = 0; i < RANKS.length; i++) {
          double exact = sorted.get((int) Math.floor(RANKS[i] * (sorted.size() - 1)));
          assertThat(found.get(i))
              .as("seed=%d, error=%s, rank=%s", seed, error, RANKS[i])
              .isBetween(
                  exact - Math.abs(exact) * error * (1 + 1e-9),
                  exact + Math.abs(exact) * error * (1 + 1e-9));
        }
      }
    }
  }

  @Test
  void shouldTellQuantilesOfNumbersOfAnySize() {
    Aggregate<Double, byte[], List<Double>> quantiles =
        Sketches.quantiles(value -> value, 1e-4, 0, 0.25, 0.5, 0.75, 1);
    List<Double> found =
        quantiles.result(sum(quantiles, List.of(1e300, -1e-300, 0.0, -1e300, 1e-300)));
    double[] exact = {-1e300, -1e-300, 0, 1e-300, 1e300};
    for (int i = 0; i < exact.length; i++) {
      assertThat(found.get(i))
          .isBetween(
              Math.min(exact[i] * 1.0001, exact[i] * 0.9999),
              Math.max(exact[i] * 1.0001, exact[i] * 0.9999));
    }
    assertThat(quantiles.result(quantiles.create())).isNull();
  }

  @Test
  void shouldRefuseNumbersAndRanksOutOfRange() {
    Aggregate<Double, byte[], List<Double>> quantiles =
        Sketches.quantiles(value -> value, 0.01, 0.5);
    assertThatThrownBy(() -> quantiles.add(quantiles.create(), Double.NaN, 0))
        .hasMessageContaining("number=NaN");
    assertThatThrownBy(() -> Sketches.quantiles(value -> 1, 0, 0.5))
        .hasMessageContaining("relativeError=0.0");
    assertThatThrownBy(() -> Sketches.quantiles(value -> 1, 0.01, 50))
        .hasMessageContaining("ranks=[50.0]");
  }

  /** What is in state must stay as it is. */
  @Test
  void shouldNeverChangeAnAccumulator() {
    List<Long> values = skewed(1, 500);
    for (Aggregate<Long, byte[], ?> aggregate :
        List.<Aggregate<Long, byte[], ?>>of(
            Sketches.<Long>distinctCount(value -> value, 6),
            Sketches.<Long, Long>heavyHitters(value -> value, Long.class, 0.2, 0.1),
            Sketches.<Long>quantiles(value -> value, 0.01, 0.5))) {
      byte[] accumulator = aggregate.create();
      for (long value : values) {
        byte[] copy = accumulator.clone();
        byte[] next = aggregate.add(accumulator, value, 0);
        aggregate.merge(accumulator, next);
        aggregate.result(accumulator);
        assertThat(accumulator).isEqualTo(copy);
        accumulator = next;
      }
    }
  }
}
