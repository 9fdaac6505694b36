package io.millrace.sketches;

import io.millrace.functions.ByteInput;
import io.millrace.functions.ByteOutput;
import io.millrace.functions.TypeRef;
import io.millrace.functions.aggregate.Aggregate;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.datasketches.common.ArrayOfItemsSerDe;
import org.apache.datasketches.common.ArrayOfLongsSerDe;
import org.apache.datasketches.common.ArrayOfStringsSerDe;
import org.apache.datasketches.frequencies.ErrorType;
import org.apache.datasketches.frequencies.ItemsSketch;
import org.apache.datasketches.memory.Memory;

/**
 * Counts what comes often. An accumulator is the length of a sketch, the sketch, and items behind
 * it that are not counted yet: reading a sketch costs as much as counting many items, so these wait
 * until they are as long as the sketch.
 */
final class FrequencySketch<T, V extends Comparable<V>>
    implements Aggregate<T, byte[], List<HeavyHitter<V>>> {
  private static final byte[] NONE = new byte[Integer.BYTES];
  private static final int LEAST_WAITING = 1024;

  /** What a sketch's error times the size of its map is, by its documentation. */
  private static final double ERROR_TIMES_SIZE = 3.5;

  /** How items become bytes; their hash codes must be the same in every process. */
  record Items<V>(
      ArrayOfItemsSerDe<V> inSketch, BiConsumer<ByteOutput, V> write, Function<ByteInput, V> read) {

    @SuppressWarnings("unchecked")
    static <V> Items<V> of(Class<V> type) {
      if (type == String.class) {
        return (Items<V>)
            new Items<>(new ArrayOfStringsSerDe(), ByteOutput::writeString, ByteInput::readString);
      }
      if (type == Long.class) {
        return (Items<V>)
            new Items<>(new ArrayOfLongsSerDe(), ByteOutput::writeLong, ByteInput::readLong);
      }
      throw new IllegalArgumentException(
          "heavy hitters of another type: type=" + type.getName() + "; String.class or Long.class");
    }
  }

  private final Function<? super T, V> of;
  private final Items<V> items;
  private final Type resultType;
  private final double share;
  private final int mapSize;

  FrequencySketch(
      Function<? super T, V> of, Items<V> items, Class<V> type, double share, double error) {
    if (!(error >= 1e-5 && error < share && share <= 1)) {
      throw new IllegalArgumentException(
          "heavy hitters out of range: share="
              + share
              + ", error="
              + error
              + "; 1e-5 <= error < share <= 1");
    }
    this.of = Objects.requireNonNull(of, "of");
    this.items = items;
    this.resultType =
        TypeRef.generic(List.class, TypeRef.generic(HeavyHitter.class, type).type()).type();
    this.share = share;
    int least = Math.max(8, (int) Math.ceil(ERROR_TIMES_SIZE / error));
    this.mapSize = Integer.highestOneBit(2 * least - 1);
  }

  @Override
  public Type accumulatorType() {
    return byte[].class;
  }

  @Override
  public Optional<Type> resultType() {
    return Optional.of(resultType);
  }

  @Override
  public byte[] create() {
    return NONE;
  }

  @Override
  public byte[] add(byte[] accumulator, T value, long eventTimeMs) {
    V item = of.apply(value);
    if (item == null) {
      return accumulator;
    }
    ByteOutput out = new ByteOutput(accumulator.length + 32);
    out.writeBytes(accumulator, 0, accumulator.length);
    items.write.accept(out, item);
    int sketchLength = new ByteInput(accumulator).readInt();
    int waiting = out.length() - Integer.BYTES - sketchLength;
    byte[] longer = out.toByteArray();
    return waiting < Math.max(LEAST_WAITING, sketchLength) ? longer : bytes(sketch(longer));
  }

  /** All that an accumulator has, counted. */
  private ItemsSketch<V> sketch(byte[] accumulator) {
    ByteInput in = new ByteInput(accumulator);
    int length = in.readInt();
    ItemsSketch<V> sketch =
        length == 0
            ? new ItemsSketch<>(mapSize)
            : ItemsSketch.getInstance(Memory.wrap(in.readBytes(length)), items.inSketch);
    while (in.remaining() > 0) {
      sketch.update(items.read.apply(in));
    }
    return sketch;
  }

  private byte[] bytes(ItemsSketch<V> sketch) {
    byte[] counted = sketch.toByteArray(items.inSketch);
    ByteOutput out = new ByteOutput(Integer.BYTES + counted.length);
    out.writeInt(counted.length);
    out.writeBytes(counted, 0, counted.length);
    return out.toByteArray();
  }

  @Override
  public byte[] merge(byte[] earlier, byte[] later) {
    if (earlier.length == NONE.length || later.length == NONE.length) {
      return later.length == NONE.length ? earlier : later;
    }
    return bytes(sketch(earlier).merge(sketch(later)));
  }

  @Override
  public List<HeavyHitter<V>> result(byte[] accumulator) {
    ItemsSketch<V> sketch = sketch(accumulator);
    if (sketch.isEmpty()) {
      return List.of();
    }
    double threshold = share * sketch.getStreamLength();
    return Arrays.stream(sketch.getFrequentItems(0, ErrorType.NO_FALSE_NEGATIVES))
        .filter(row -> row.getUpperBound() >= threshold)
        .map(row -> new HeavyHitter<>(row.getItem(), row.getLowerBound(), row.getUpperBound()))
        .sorted(
            Comparator.<HeavyHitter<V>>comparingLong(HeavyHitter::atMost)
                .reversed()
                .thenComparing(HeavyHitter::item))
        .toList();
  }
}
