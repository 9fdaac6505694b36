package io.millrace.benchmarks.flink;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** The record of the benchmark, 24 bytes: key, amount, event time. Reused by whoever makes it. */
final class Sale {
  static final FixedType<Sale> TYPE = new FixedType<>(Sale.class, new Serializer());

  long key;
  long amount;
  long time;

  /** How it travels between tasks. */
  static final class Serializer extends FixedSerializer<Sale> {
    Serializer() {
      super(3 * Long.BYTES);
    }

    @Override
    public TypeSerializerSnapshot<Sale> snapshotConfiguration() {
      return new Snapshot();
    }

    @Override
    public Sale createInstance() {
      return new Sale();
    }

    @Override
    public Sale copy(Sale from, Sale reuse) {
      reuse.key = from.key;
      reuse.amount = from.amount;
      reuse.time = from.time;
      return reuse;
    }

    @Override
    public void serialize(Sale sale, DataOutputView target) throws IOException {
      target.writeLong(sale.key);
      target.writeLong(sale.amount);
      target.writeLong(sale.time);
    }

    @Override
    public Sale deserialize(Sale reuse, DataInputView source) throws IOException {
      reuse.key = source.readLong();
      reuse.amount = source.readLong();
      reuse.time = source.readLong();
      return reuse;
    }
  }

  /** Names the serializer in checkpoints. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<Sale> {
    /** For Flink, which makes it by reflection. */
    public Snapshot() {
      super(Serializer::new);
    }
  }
}
