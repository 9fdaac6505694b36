package io.millrace.benchmarks;

import io.millrace.functions.ByteOutput;
import io.millrace.functions.Codec;
import io.millrace.runtime.codec.Codecs;
import io.millrace.runtime.codec.KeyCodec;
import io.millrace.runtime.state.KeyRef;
import io.millrace.runtime.state.PartitionState;
import io.millrace.runtime.state.StateTable;
import io.millrace.runtime.state.ValueState;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A value read, changed and written back, for random keys out of many. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class StateBenchmark {
  private static final int BATCH = 64;

  @Param("1000000")
  private int keys;

  /** Whether the state of a batch is touched before it is used, as the engine does. */
  @Param({"true", "false"})
  private boolean touch;

  private final SplittableRandom random = new SplittableRandom(1);
  private final ByteOutput keyBytes = new ByteOutput(BATCH * 16);
  private final KeyRef key = new KeyRef();
  private final long[] hashes = new long[BATCH];
  private StateTable table;
  private ValueState<KeyedSum.Sum> sums;

  /** Fills the table. */
  @Setup
  @SuppressWarnings("unchecked")
  public void fill() {
    table = new PartitionState().table(0);
    sums = new ValueState<>(table, (Codec<KeyedSum.Sum>) Codecs.of(KeyedSum.Sum.class), 0);
    for (long k = 0; k < keys; k++) {
      keyBytes.length(0);
      KeyCodec.encode(k, keyBytes);
      key.set(keyBytes.array(), 0, keyBytes.length());
      sums.put(key, new KeyedSum.Sum(0, k), 0);
    }
  }

  /** One batch; the figure is per key. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public long update() {
    keyBytes.length(0);
    for (int i = 0; i < BATCH; i++) {
      int at = keyBytes.length();
      KeyCodec.encode((long) random.nextInt(keys), keyBytes);
      key.set(keyBytes.array(), at, keyBytes.length() - at);
      hashes[i] = key.hash();
    }
    long result = touch ? table.touch(hashes, BATCH) : 0;
    int length = keyBytes.length() / BATCH;
    for (int i = 0; i < BATCH; i++) {
      key.set(keyBytes.array(), i * length, length, hashes[i]);
      KeyedSum.Sum before = sums.get(key, 0);
      sums.put(key, new KeyedSum.Sum(before.count() + 1, before.sum() + i), 0);
      result += before.count();
    }
    return result;
  }
}
