package io.millrace.sketches;

import io.millrace.functions.aggregate.Aggregate;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Approximate aggregates: a few kilobytes per key and window, with a known error. They draw no
 * chance: the same values in the same order give the same bytes, so a replay gives what was given.
 */
public final class Sketches {
  private static final int LG_K = 12;

  private Sketches() {}

  /** {@link #distinctCount(Function, int)} with a standard error of 1.6 % and about 2 KB. */
  public static <T> Aggregate<T, byte[], Long> distinctCount(Function<? super T, ?> of) {
    return distinctCount(of, LG_K);
  }

  /**
   * About how many different things {@code of} gives, by a HyperLogLog sketch. Nearly exact up to
   * some 2^lgK / 10; above, the relative standard error is 1.04 / sqrt(2^lgK): of a hundred counts
   * about 68 are within it, 95 within twice, and 99.7 within three times as much. The result
   * depends on the set of things alone, neither on their order nor on what was merged when.
   *
   * <p>A thing is a String, a number, Boolean, Character, enum constant, UUID, Instant, LocalDate,
   * byte[], or a List of these. Whole numbers of different types are the same thing if they are
   * equal. Null is not counted.
   *
   * @param lgK 4 to 21; up to 2^lgK / 2 bytes, and a few bytes per thing while these are few
   */
  public static <T> Aggregate<T, byte[], Long> distinctCount(Function<? super T, ?> of, int lgK) {
    return new DistinctSketch<>(of, lgK);
  }

  /**
   * What makes up at least {@code share} of all that {@code of} gives, the most frequent first:
   * none that does is missing, and none that makes up less than {@code share - error} is there. The
   * true count of each is from {@link HeavyHitter#atLeast} to {@link HeavyHitter#atMost}, which are
   * no more than {@code error} of all apart. As long as there are fewer than 2.6 / error different
   * things, all is exact. Null is not counted.
   *
   * <p>Within these bounds the result depends on the order of values and on what was merged when.
   *
   * @param type String or Long
   * @param share above {@code error}, up to 1
   * @param error from 1/100,000; up to 5.3 / error things and their counts are kept, and once more
   *     as many bytes of things that wait to be counted
   */
  public static <T, V extends Comparable<V>>
      Aggregate<T, byte[], List<HeavyHitter<V>>> heavyHitters(
          Function<? super T, V> of, Class<V> type, double share, double error) {
    return new FrequencySketch<>(of, FrequencySketch.Items.of(type), type, share, error);
  }

  /**
   * Values at ranks of what {@code of} gives: at 0 the least, at 0.5 the median, at 1 the greatest.
   * Each is within {@code relativeError} of the true one, that with floor(rank * (count - 1))
   * others below it: 0.01 tells 200 as 198 to 202. Null if nothing was added. The result depends on
   * the values alone, neither on their order nor on what was merged when.
   *
   * <p>Keeps 12 bytes per bucket that is not empty; a power of ten has 1.15 / relativeError
   * buckets.
   *
   * @param of gives finite numbers
   * @param relativeError from 0.0001 to 0.5
   * @param ranks from 0 to 1, in any order: that of the results
   */
  public static <T> Aggregate<T, byte[], List<Double>> quantiles(
      ToDoubleFunction<? super T> of, double relativeError, double... ranks) {
    return new QuantileSketch<>(of, relativeError, ranks);
  }
}
