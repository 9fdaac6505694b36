package io.millrace.benchmarks;

import io.millrace.functions.ByteInput;
import io.millrace.functions.ByteOutput;
import io.millrace.functions.Codec;
import io.millrace.runtime.channel.ChannelSettings;
import io.millrace.runtime.channel.FrameStamp;
import io.millrace.runtime.channel.Marks;
import io.millrace.runtime.channel.Outbound;
import io.millrace.runtime.channel.OutboundChannel;
import io.millrace.runtime.codec.Codecs;
import io.millrace.runtime.codec.KeyCodec;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.frame.RecordCursor;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Frames of 256 records, encoded by a channel and walked over by a receiver; per record. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class FrameBenchmark {
  private static final int RECORDS = 256;

  @SuppressWarnings("unchecked")
  private final Codec<Sale> codec = (Codec<Sale>) Codecs.of(Sale.class);

  private final Outbound outbound =
      new Outbound(new FrameStamp(1, 2, 1, 0, 1), 1, ChannelSettings.DEFAULT, new Marks());
  private final ByteOutput key = new ByteOutput(16);
  private final ByteOutput value = new ByteOutput(16);
  private final RecordCursor cursor = new RecordCursor();
  private final ByteInput input = new ByteInput();
  private byte[] frame = new byte[0];

  /** Makes the frame that is decoded. */
  @Setup
  public void setUp() {
    outbound.channel(0).standsAt(1);
    encode();
  }

  /** Encodes keys and values, batches them, computes the checksums, hands the frame over. */
  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public long encode() {
    OutboundChannel channel = outbound.channel(0);
    for (long i = 0; i < RECORDS; i++) {
      key.length(0);
      KeyCodec.encode(i, key);
      value.length(0);
      codec.encode(new Sale(i, i), value);
      channel.append(1, i, key.array(), 0, key.length(), value.array(), 0, value.length());
    }
    channel.seal();
    channel.transmit(this::take, false);
    channel.acked(channel.nextSequence());
    return channel.nextSequence();
  }

  private boolean take(byte[] array, int at, int length) {
    if (frame.length != length) {
      frame = Arrays.copyOfRange(array, at, at + length);
    }
    return true;
  }

  /** Checks the frame and decodes its values. */
  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public long decode() {
    if (FrameHeader.faultOf(frame, 0, frame.length) != null) {
      throw new IllegalStateException("frame damaged");
    }
    long sum = 0;
    for (cursor.wrap(frame, 0); cursor.next(); ) {
      input.wrap(frame, cursor.valueOffset(), cursor.valueLength());
      sum += codec.decode(input).amount();
    }
    return sum;
  }
}
