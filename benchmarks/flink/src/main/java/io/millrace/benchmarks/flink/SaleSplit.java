package io.millrace.benchmarks.flink;

import java.nio.ByteBuffer;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * A part of the generated sales.
 *
 * @param number which part
 * @param position records of it that were made before
 */
record SaleSplit(int number, long position) implements SourceSplit {
  @Override
  public String splitId() {
    return Integer.toString(number);
  }

  /** How checkpoints keep it. */
  static final class Serializer implements SimpleVersionedSerializer<SaleSplit> {
    @Override
    public int getVersion() {
      return 1;
    }

    @Override
    public byte[] serialize(SaleSplit split) {
      return ByteBuffer.allocate(Integer.BYTES + Long.BYTES)
          .putInt(split.number())
          .putLong(split.position())
          .array();
    }

    @Override
    public SaleSplit deserialize(int version, byte[] bytes) {
      ByteBuffer from = ByteBuffer.wrap(bytes);
      return new SaleSplit(from.getInt(), from.getLong());
    }
  }
}
