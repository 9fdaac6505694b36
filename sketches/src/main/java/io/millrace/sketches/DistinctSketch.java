package io.millrace.sketches;

import io.millrace.functions.ByteOutput;
import io.millrace.functions.aggregate.Aggregate;
import java.lang.reflect.Type;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.TgtHllType;
import org.apache.datasketches.hll.Union;

/** Counts different things; an accumulator is a compact HLL sketch, or empty. */
final class DistinctSketch<T> implements Aggregate<T, byte[], Long> {
  private static final TgtHllType KIND = TgtHllType.HLL_4;
  private static final byte[] NONE = {};

  private final Function<? super T, ?> of;
  private final int lgK;

  DistinctSketch(Function<? super T, ?> of, int lgK) {
    if (lgK < 4 || lgK > 21) {
      throw new IllegalArgumentException("sketch out of range: lgK=" + lgK + "; from 4 to 21");
    }
    this.of = Objects.requireNonNull(of, "of");
    this.lgK = lgK;
  }

  @Override
  public Type accumulatorType() {
    return byte[].class;
  }

  @Override
  public Optional<Type> resultType() {
    return Optional.of(Long.class);
  }

  @Override
  public byte[] create() {
    return NONE;
  }

  @Override
  public byte[] add(byte[] accumulator, T value, long eventTimeMs) {
    Object thing = of.apply(value);
    if (thing == null) {
      return accumulator;
    }
    ByteOutput bytes = new ByteOutput(32);
    Things.write(thing, bytes);
    HllSketch sketch =
        accumulator.length == 0 ? new HllSketch(lgK, KIND) : HllSketch.heapify(accumulator);
    sketch.update(bytes.toByteArray());
    return sketch.toCompactByteArray();
  }

  @Override
  public byte[] merge(byte[] earlier, byte[] later) {
    if (earlier.length == 0 || later.length == 0) {
      return later.length == 0 ? earlier : later;
    }
    Union union = new Union(lgK);
    union.update(HllSketch.heapify(earlier));
    union.update(HllSketch.heapify(later));
    return union.getResult(KIND).toCompactByteArray();
  }

  /**
   * The composite estimate: the other one depends on the order of updates, and is lost in merges.
   */
  @Override
  public Long result(byte[] accumulator) {
    return accumulator.length == 0
        ? 0
        : Math.round(HllSketch.heapify(accumulator).getCompositeEstimate());
  }
}
