package io.millrace.benchmarks;

import io.millrace.functions.ByteInput;
import io.millrace.functions.ByteOutput;
import io.millrace.functions.Codec;
import io.millrace.runtime.codec.Codecs;
import io.millrace.runtime.codec.KeyCodec;
import java.util.concurrent.TimeUnit;
import org.apache.fory.Fory;
import org.apache.fory.memory.MemoryBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Values and keys: ours beside Apache Fory, with its schema outside and inside each value. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@State(Scope.Thread)
public class CodecBenchmark {
  /** A small value. */
  public record Pair(long first, long second) {}

  /** A value of the usual kinds. */
  public record Order(String id, String user, long at, double amount, int items) {}

  /** Which value. */
  @Param({"pair", "order"})
  public String value;

  private final ByteOutput out = new ByteOutput(256);
  private final ByteInput in = new ByteInput();
  private final MemoryBuffer buffer = MemoryBuffer.newHeapBuffer(256);
  private Object object;
  private Codec<Object> codec;
  private byte[] encoded;
  private Fory consistent;
  private byte[] consistentBytes;
  private Fory compatible;
  private byte[] compatibleBytes;
  private Object key;
  private byte[] encodedKey;

  /** Encodes everything once, and prints the sizes. */
  @Setup
  @SuppressWarnings("unchecked")
  public void setup() {
    object =
        value.equals("pair")
            ? new Pair(123456789L, 987654321L)
            : new Order("order-4711", "user-42", 1700000000000L, 12.5, 3);
    codec = (Codec<Object>) Codecs.of(object.getClass());
    encode();
    encoded = out.toByteArray();
    consistent = fory(false);
    consistentBytes = consistent.serialize(object);
    compatible = fory(true);
    compatibleBytes = compatible.serialize(object);
    key = value.equals("pair") ? (Object) 123456789L : "user-42";
    keyEncode();
    encodedKey = out.toByteArray();
    System.out.printf(
        "%s: millrace=%d bytes, fory consistent=%d bytes, fory compatible=%d bytes, key=%d bytes%n",
        value, encoded.length, consistentBytes.length, compatibleBytes.length, encodedKey.length);
  }

  private static Fory fory(boolean compatible) {
    Fory fory = Fory.builder().requireClassRegistration(true).withCompatible(compatible).build();
    fory.register(Pair.class);
    fory.register(Order.class);
    return fory;
  }

  @Benchmark
  public int encode() {
    out.length(0);
    codec.encode(object, out);
    return out.length();
  }

  @Benchmark
  public Object decode() {
    return codec.decode(in.wrap(encoded, 0, encoded.length));
  }

  @Benchmark
  public int keyEncode() {
    out.length(0);
    KeyCodec.encode(key, out);
    return out.length();
  }

  @Benchmark
  public Object keyDecode() {
    return KeyCodec.decode(in.wrap(encodedKey, 0, encodedKey.length), key.getClass());
  }

  @Benchmark
  public int foryConsistentEncode() {
    buffer.writerIndex(0);
    consistent.serialize(buffer, object);
    return buffer.writerIndex();
  }

  @Benchmark
  public Object foryConsistentDecode() {
    return consistent.deserialize(consistentBytes);
  }

  @Benchmark
  public int foryCompatibleEncode() {
    buffer.writerIndex(0);
    compatible.serialize(buffer, object);
    return buffer.writerIndex();
  }

  @Benchmark
  public Object foryCompatibleDecode() {
    return compatible.deserialize(compatibleBytes);
  }
}
