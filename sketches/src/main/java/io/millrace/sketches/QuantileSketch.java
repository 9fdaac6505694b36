package io.millrace.sketches;

import io.millrace.functions.TypeRef;
import io.millrace.functions.aggregate.Aggregate;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * Tells values at ranks, by a {@link Histogram} whose buckets grow by a constant factor: bucket
 * {@code i} holds numbers above {@code factor^(i-1)} up to {@code factor^i}. The idea is that of
 * DDSketch (Masson, Rim, Lee: A Fast and Fully-Mergeable Quantile Sketch with Relative-Error
 * Guarantees, 2019). The quantile sketches of DataSketches draw chance, which no replay repeats.
 */
final class QuantileSketch<T> implements Aggregate<T, byte[], List<Double>> {
  /** Above all bucket numbers, so that those of negative numbers come before 0, others behind. */
  private static final int MIDDLE = 1 << 29;

  private final ToDoubleFunction<? super T> of;
  private final double[] ranks;

  /** Of the factor; by StrictMath, which is the same on every machine. */
  private final double logFactor;

  private final double middleOfBucket;

  QuantileSketch(ToDoubleFunction<? super T> of, double relativeError, double[] ranks) {
    if (!(relativeError >= 1e-4 && relativeError <= 0.5)) {
      throw new IllegalArgumentException(
          "sketch out of range: relativeError=" + relativeError + "; from 0.0001 to 0.5");
    }
    if (ranks.length == 0 || !Arrays.stream(ranks).allMatch(rank -> rank >= 0 && rank <= 1)) {
      throw new IllegalArgumentException(
          "ranks out of range: ranks=" + Arrays.toString(ranks) + "; one or more, from 0 to 1");
    }
    this.of = Objects.requireNonNull(of, "of");
    this.ranks = ranks.clone();
    double factor = (1 + relativeError) / (1 - relativeError);
    this.logFactor = StrictMath.log(factor);
    this.middleOfBucket = 2 / (factor + 1);
  }

  @Override
  public Type accumulatorType() {
    return byte[].class;
  }

  @Override
  public Optional<Type> resultType() {
    return Optional.of(TypeRef.generic(List.class, Double.class).type());
  }

  @Override
  public byte[] create() {
    return Histogram.EMPTY;
  }

  @Override
  public byte[] add(byte[] accumulator, T value, long eventTimeMs) {
    return Histogram.plusOne(accumulator, bucket(of.applyAsDouble(value)));
  }

  @Override
  public byte[] merge(byte[] earlier, byte[] later) {
    return Histogram.sum(earlier, later);
  }

  private int bucket(double number) {
    if (!Double.isFinite(number)) {
      throw new IllegalArgumentException(
          "number without rank: number=" + number + "; give finite ones, filter the others");
    }
    if (number == 0) {
      return 0;
    }
    int exponent = (int) StrictMath.ceil(StrictMath.log(Math.abs(number)) / logFactor);
    return number > 0 ? MIDDLE + exponent : -MIDDLE - exponent;
  }

  private double number(int bucket) {
    if (bucket == 0) {
      return 0;
    }
    double size = middleOfBucket * StrictMath.exp((Math.abs(bucket) - MIDDLE) * logFactor);
    return Math.copySign(size, bucket);
  }

  @Override
  public List<Double> result(byte[] accumulator) {
    long count = Histogram.count(accumulator);
    if (count == 0) {
      return null;
    }
    return Arrays.stream(ranks)
        .mapToObj(
            rank -> number(Histogram.bucketAt(accumulator, (long) Math.floor(rank * (count - 1)))))
        .toList();
  }
}
