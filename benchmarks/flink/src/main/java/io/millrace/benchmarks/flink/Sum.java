package io.millrace.benchmarks.flink;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** The state of a key: count and sum, changed in place. */
final class Sum {
  static final FixedType<Sum> TYPE = new FixedType<>(Sum.class, new Serializer());

  long count;
  long sum;

  /** How checkpoints keep it. */
  static final class Serializer extends FixedSerializer<Sum> {
    Serializer() {
      super(2 * Long.BYTES);
    }

    @Override
    public TypeSerializerSnapshot<Sum> snapshotConfiguration() {
      return new Snapshot();
    }

    @Override
    public Sum createInstance() {
      return new Sum();
    }

    @Override
    public Sum copy(Sum from, Sum reuse) {
      reuse.count = from.count;
      reuse.sum = from.sum;
      return reuse;
    }

    @Override
    public void serialize(Sum sum, DataOutputView target) throws IOException {
      target.writeLong(sum.count);
      target.writeLong(sum.sum);
    }

    @Override
    public Sum deserialize(Sum reuse, DataInputView source) throws IOException {
      reuse.count = source.readLong();
      reuse.sum = source.readLong();
      return reuse;
    }
  }

  /** Names the serializer in checkpoints. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<Sum> {
    /** For Flink, which makes it by reflection. */
    public Snapshot() {
      super(Serializer::new);
    }
  }
}
