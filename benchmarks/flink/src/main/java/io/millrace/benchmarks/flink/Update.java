package io.millrace.benchmarks.flink;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** The result for a key after one more record. It goes to a chained sink, so it never travels. */
final class Update {
  static final FixedType<Update> TYPE = new FixedType<>(Update.class, new Serializer());

  long key;
  long count;
  long sum;
  long amount;

  /** How it would travel. */
  static final class Serializer extends FixedSerializer<Update> {
    Serializer() {
      super(4 * Long.BYTES);
    }

    @Override
    public TypeSerializerSnapshot<Update> snapshotConfiguration() {
      return new Snapshot();
    }

    @Override
    public Update createInstance() {
      return new Update();
    }

    @Override
    public Update copy(Update from, Update reuse) {
      reuse.key = from.key;
      reuse.count = from.count;
      reuse.sum = from.sum;
      reuse.amount = from.amount;
      return reuse;
    }

    @Override
    public void serialize(Update update, DataOutputView target) throws IOException {
      target.writeLong(update.key);
      target.writeLong(update.count);
      target.writeLong(update.sum);
      target.writeLong(update.amount);
    }

    @Override
    public Update deserialize(Update reuse, DataInputView source) throws IOException {
      reuse.key = source.readLong();
      reuse.count = source.readLong();
      reuse.sum = source.readLong();
      reuse.amount = source.readLong();
      return reuse;
    }
  }

  /** Names the serializer in checkpoints. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<Update> {
    /** For Flink, which makes it by reflection. */
    public Snapshot() {
      super(Serializer::new);
    }
  }
}
